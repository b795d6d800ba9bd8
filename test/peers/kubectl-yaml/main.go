// Command kubectl-yaml reads YAML as kubectl does. Each line of standard input is a document as a JSON string; each line of
// standard output says what became of it.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"

	"sigs.k8s.io/yaml"
)

type answer struct {
	// What kubectl would send to the API server.
	JSON json.RawMessage `json:"json,omitempty"`
	// Why kubectl refuses the document.
	Err string `json:"err,omitempty"`
	// Why a strict reading refuses it: equal keys.
	Strict string `json:"strict,omitempty"`
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 1<<20), 64<<20)
	output := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(output)
	for input.Scan() {
		var document string
		if err := json.Unmarshal(input.Bytes(), &document); err != nil {
			log.Fatalf("a line that is no JSON string: %v", err)
		}
		if err := encoder.Encode(read([]byte(document))); err != nil {
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

func read(document []byte) (a answer) {
	sent, err := yaml.YAMLToJSON(document)
	if err != nil {
		a.Err = err.Error()
	} else {
		a.JSON = sent
	}
	if _, err := yaml.YAMLToJSONStrict(document); err != nil {
		a.Strict = err.Error()
	}
	return a
}
