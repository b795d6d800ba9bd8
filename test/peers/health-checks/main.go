// Command health-checks judges objects as Flux and Argo CD do. Each line of standard input is one question, each line of standard
// output its answer.
//
// Flux evaluates CEL expressions without compiling them against types, with the top-level fields of the object as variables, in the
// order inProgress, failed, current (fluxcd/pkg runtime/cel). Argo CD runs a Lua script that has the object as `obj`, with the libraries
// base and table and no string library, for a second at most (argo-cd util/lua).
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/ext"
	lua "github.com/yuin/gopher-lua"
)

type question struct {
	Object map[string]any `json:"object"`
	// For Flux.
	Checks *checks `json:"checks"`
	// For Argo CD.
	Lua string `json:"lua"`
}

type checks struct {
	Current    string `json:"current"`
	InProgress string `json:"inProgress"`
	Failed     string `json:"failed"`
}

type answer struct {
	Status  string `json:"status"`
	Message string `json:"message,omitempty"`
	// Why there is no status.
	Err string `json:"err,omitempty"`
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 1<<20), 64<<20)
	output := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(output)
	for input.Scan() {
		var asked question
		decoder := json.NewDecoder(bytes.NewReader(input.Bytes()))
		decoder.UseNumber()
		if err := decoder.Decode(&asked); err != nil {
			log.Fatalf("a line that is no question: %v", err)
		}
		asked.Object, _ = withIntegers(asked.Object).(map[string]any)
		judge := byLua
		if asked.Checks != nil {
			judge = byExpressions
		}
		given, err := judge(asked)
		if err != nil {
			given = answer{Err: err.Error()}
		}
		if err := encoder.Encode(given); err != nil {
			log.Fatal(err)
		}
	}
	if err := input.Err(); err != nil {
		log.Fatal(err)
	}
	if err := output.Flush(); err != nil {
		log.Fatal(err)
	}
}

// withIntegers makes int64 of whole numbers and float64 of others, as the objects of both have them.
func withIntegers(value any) any {
	switch value := value.(type) {
	case json.Number:
		if whole, err := value.Int64(); err == nil {
			return whole
		}
		part, _ := value.Float64()
		return part
	case []any:
		for index, each := range value {
			value[index] = withIntegers(each)
		}
	case map[string]any:
		for key, each := range value {
			value[key] = withIntegers(each)
		}
	}
	return value
}

func byExpressions(asked question) (answer, error) {
	for _, one := range []struct{ expression, status string }{
		{asked.Checks.InProgress, "InProgress"},
		{asked.Checks.Failed, "Failed"},
		{asked.Checks.Current, "Current"},
	} {
		if one.expression == "" {
			continue
		}
		program, err := compiled(one.expression)
		if err != nil {
			return answer{}, err
		}
		value, _, err := program.ContextEval(context.Background(), asked.Object)
		if err != nil {
			return answer{}, fmt.Errorf("%s: %w", one.status, err)
		}
		isSo, ok := value.(types.Bool)
		if !ok {
			return answer{}, fmt.Errorf("%s: no boolean", one.status)
		}
		if isSo {
			return answer{Status: one.status}, nil
		}
	}
	return answer{Status: "InProgress"}, nil
}

var programs = map[string]cel.Program{}

func compiled(expression string) (cel.Program, error) {
	if known, ok := programs[expression]; ok {
		return known, nil
	}
	environment, err := cel.NewEnv(
		cel.HomogeneousAggregateLiterals(),
		cel.EagerlyValidateDeclarations(true),
		cel.DefaultUTCTimeZone(true),
		cel.CrossTypeNumericComparisons(true),
		cel.OptionalTypes(),
		ext.Strings(),
		ext.Sets(),
		ext.Encoders(),
	)
	if err != nil {
		return nil, err
	}
	parsed, issues := environment.Parse(expression)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	program, err := environment.Program(parsed, cel.EvalOptions(cel.OptOptimize), cel.InterruptCheckFrequency(100))
	if err != nil {
		return nil, err
	}
	programs[expression] = program
	return program, nil
}

func byLua(asked question) (answer, error) {
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for _, library := range []struct {
		name string
		open lua.LGFunction
	}{
		{lua.LoadLibName, lua.OpenPackage},
		{lua.BaseLibName, lua.OpenBase},
		{lua.TabLibName, lua.OpenTable},
	} {
		call := lua.P{Fn: state.NewFunction(library.open), NRet: 0, Protect: true}
		if err := state.CallByParam(call, lua.LString(library.name)); err != nil {
			return answer{}, err
		}
	}
	limited, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	state.SetContext(limited)
	state.SetGlobal("obj", asLua(state, asked.Object))
	if err := state.DoString(asked.Lua); err != nil {
		return answer{}, err
	}
	table, ok := state.Get(-1).(*lua.LTable)
	if !ok {
		return answer{}, fmt.Errorf("a %s, and no table", state.Get(-1).Type())
	}
	return answer{
		Status:  lua.LVAsString(table.RawGetString("status")),
		Message: lua.LVAsString(table.RawGetString("message")),
	}, nil
}

func asLua(state *lua.LState, value any) lua.LValue {
	switch value := value.(type) {
	case bool:
		return lua.LBool(value)
	case int64:
		return lua.LNumber(value)
	case float64:
		return lua.LNumber(value)
	case string:
		return lua.LString(value)
	case []any:
		table := state.CreateTable(len(value), 0)
		for _, each := range value {
			table.Append(asLua(state, each))
		}
		return table
	case map[string]any:
		table := state.CreateTable(0, len(value))
		for key, each := range value {
			table.RawSetString(key, asLua(state, each))
		}
		return table
	default:
		return lua.LNil
	}
}
