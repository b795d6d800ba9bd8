const require_cli=require("./cli.js");let node_fs=require("node:fs"),node_util=require("node:util"),node_path=require("node:path"),node_buffer=require("node:buffer");function closest$1(written,candidates){if(written===``||written.length>100)return;let plain=fold$1(written),best,bestDistance=1/0;for(let candidate of candidates){let folded=fold$1(candidate),distance=folded===plain?0:editDistance(plain,folded);distance<=Math.min(3,Math.max(1,Math.floor(Math.max(folded.length,plain.length)/3)))&&distance<bestDistance&&(best=candidate,bestDistance=distance)}return best}function fold$1(text){return text.toLowerCase().replace(/[-_ ]/g,``)}function editDistance(a,b){if(Math.abs(a.length-b.length)>3)return 4;let before=[],previous=Array.from({length:b.length+1},(_,index)=>index);for(let i=1;i<=a.length;i++){let current=[i];for(let j=1;j<=b.length;j++){let same=a[i-1]===b[j-1],cost=Math.min((previous[j]??0)+1,(current[j-1]??0)+1,(previous[j-1]??0)+ +!same);i>1&&j>1&&a[i-1]===b[j-2]&&a[i-2]===b[j-1]&&(cost=Math.min(cost,(before[j-2]??0)+1)),current.push(cost)}before=previous,previous=current}return previous[b.length]??0}const exitCodes={clean:0,findings:1,usage:2,nothingFound:3,internal:4};var UserError=class extends Error{exitCode;help;constructor(message,options={}){super(message),this.name=`UserError`,this.exitCode=options.exitCode??exitCodes.usage,this.help=options.help}};const helpFlag={help:{type:`boolean`,about:`print this help`}};function parseInvocation(command,args){let flags={...command.flags,...helpFlag},options={};for(let[name,{type,multiple}]of Object.entries(flags))options[name]={type,multiple:multiple??!1,...name===`help`?{short:`h`}:{}};let parsed=parse$1([...args],options,command,Object.keys(flags)),values=parsed.values,texts=flag=>[values[flag]??[]].flat().filter(value=>typeof value==`string`);return{positionals:parsed.positionals,text:flag=>texts(flag).at(-1),texts,isSet:flag=>values[flag]===!0}}function helpOf(command){let rows=Object.entries({...command.flags,...helpFlag}).map(([name,flag])=>({left:`  ${name===`help`?`-h, `:`    `}--${name}${flag.value===void 0?``:` ${flag.value}`}`,right:flag.about})),column=Math.min(34,Math.max(...rows.map(({left})=>left.length))+2),table=rows.flatMap(({left,right})=>{let lines=wrap(right,80-column),head=left.length+2>column?[left]:[],first=head.length>0?` `.repeat(column):left.padEnd(column);return[...head,`${first}${lines[0]??``}`,...lines.slice(1).map(line=>` `.repeat(column)+line)]}),more=(command.more??[]).flatMap(paragraph=>[``,...paragraph.split(`
`).flatMap(line=>wrap(line,80))]);return[...wrap(command.about,80),``,`Usage: ${command.usage}`,``,`Flags:`,...table,...more,``].join(`
`)}function parse$1(args,options,command,names){try{return(0,node_util.parseArgs)({args,options,allowPositionals:!0,strict:!0})}catch(error){let message=error instanceof Error?error.message:String(error),unknown=/Unknown option '(--?[^']*)'/.exec(message)?.[1];if(unknown===void 0)throw new UserError(message.split(`. `)[0]??message,{help:`see \`nimops ${command.name} --help\``});let meant=closest$1(unknown.replace(/^-+/,``),names);throw new UserError(`nimops ${command.name} has no flag ${unknown}`,{help:meant===void 0?`see \`nimops ${command.name} --help\``:`did you mean --${meant}?`})}}function wrap(text,width){let indent=/^\s*/.exec(text)?.[0]??``,lines=[],line=``;for(let word of text.trim().split(/\s+/))line!==``&&indent.length+line.length+1+word.length>width?(lines.push(indent+line),line=word):line=line===``?word:`${line} ${word}`;return lines.push(indent+line),lines}function lastVariable(env,name){let index=env?.findLastIndex(variable=>variable?.name===name)??-1,variable=index===-1?void 0:env?.[index];if(variable)return{index,value:variable.valueFrom===void 0?variable.value??``:void 0}}const operatorVersions=[`3.0.2`,`3.1.0`,`3.1.1`,`3.1.2`,`main`];function atLeast(version,since){return operatorVersions.indexOf(version)>=operatorVersions.indexOf(since)}function parseOperatorVersion(text){let plain=text.replace(/^v/,``);return operatorVersions.find(version=>version===plain)}function rule$1(definition){return definition}function sourceRule(definition){return definition}function at(...path){return path}function remove(...path){return{safety:`safe`,edits:[{op:`remove`,path}]}}function set(path,value){return{safety:`safe`,edits:[{op:`set`,path,value}]}}function rename$1(path,key){return{safety:`safe`,edits:[{op:`rename`,path,key}]}}function unsafe(fix){return{...fix,safety:`unsafe`}}const airGappedAuthSecret=rule$1({id:`air-gapped-auth-secret`,title:`a service of an air gap is given an NGC key`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`operator`,why:"NVIDIA's guide to air-gapped NIMs says that `NGC_API_KEY` must not be set: with a key the NIM calls NGC when it starts.\nUp to operator 3.1.2 `spec.authSecret` is mandatory all the same and its key always injected. A variable of that name in\n`env` wins over it. Newer operators let `authSecret` be left out.\n\nThe rule runs where the configuration says `airGapped`.",source:`k8s-nim-operator issue 887, nimservice_types.go GetStandardEnv at f63f74d7; trap T26`,check(service,report,{settings,operatorVersion}){let{authSecret,env}=service.spec;if(!settings.airGapped||!authSecret||lastVariable(env,`NGC_API_KEY`)?.value===``)return;let optional=atLeast(operatorVersion,`main`);report(at(`spec`,`authSecret`),`an air-gapped NIM must have no NGC_API_KEY, or it calls NGC when it starts`,{help:optional?`remove spec.authSecret`:`keep it, since this operator demands it, and add to spec.env: {name: NGC_API_KEY, value: ""}`,fix:optional?remove(`spec`,`authSecret`):void 0})},examples:{settings:{airGapped:!0},bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: registry.example.com/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [mirror-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: registry.example.com/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [mirror-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: NGC_API_KEY
      value: ""
`}}),ambiguousScalar=sourceRule({id:`ambiguous-scalar`,title:`a plain value means one thing to kubectl and another to YAML 1.2`,reads:`ambiguous-scalar`,severity:`warning`,enforcedBy:`nimops`,why:"kubectl reads YAML 1.1: `yes`, `on` and `y` are true, `0777` is 511, `1_000` is 1000.\nEditors, `yq`, JavaScript and many CI tools read YAML 1.2, where these are text or other numbers. A file\nthat two tools read differently goes wrong at the first one that writes it back.\n\nWrite `true` or `false`, decimal numbers, and put text in quotes.",source:`YAML 1.1 types (bool, int, float); YAML 1.2 core schema; sigs.k8s.io/yaml`,examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: yes
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function isMultiNode(spec){return(spec.multiNode?.parallelism?.pipeline??0)>1}function mostReplicas(spec){return spec.scale?.enabled===!0?spec.scale.hpa?.maxReplicas??1:spec.replicas??1}const appLabelOverride=rule$1({id:`app-label-override`,title:`a label takes the place of one that the operator selects pods by`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"`spec.labels` are put on the pods, after the operator's own `app`, and so replace it; the selector keeps the\noperator's value. The Deployment is refused (`selector does not match template labels`) and the service is Failed. A\nmulti-node service is made, but its Service selects none of its pods. Labels of `app.kubernetes.io/` are safe: there the\noperator's values win.",source:`k8s-nim-operator v3.1.2, manifests/deployment.yaml, lws.yaml; seen on a cluster (trap T32)`,check(service,report){let{spec,name}=service;if(spec.inferencePlatform===`kserve`)return;let selected=isMultiNode(spec)?{app:`${name}-lws`,"nim-llm-role":`leader`}:{app:name};for(let[key,expected]of Object.entries(selected)){let value=spec.labels?.[key];value!==void 0&&value!==expected&&report(at(`spec`,`labels`,key),`the label ${key}: ${JSON.stringify(value)} replaces the operator's own, ${JSON.stringify(expected)}`,{help:`use another key, such as example.com/app`,fix:unsafe(remove(`spec`,`labels`,key))})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  labels:
    app: chat
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  labels:
    example.com/app: chat
`}});function isMap(value){return typeof value==`object`&&!!value&&!Array.isArray(value)}function valueAt(root,path){let current=root;for(let step of path)if(Array.isArray(current))current=typeof step==`number`?current[step]:void 0;else if(isMap(current))current=Object.hasOwn(current,step)?current[step]:void 0;else return;return current}function formatPath(path){let text=``;for(let step of path)typeof step==`number`?text+=`[${step}]`:/^[A-Za-z_$][\w$-]*$/.test(step)?text+=text===``?step:`.${step}`:text+=`[${JSON.stringify(step)}]`;return text}function isRefused(resource,path){let{pipeline}=resource,problems=(pipeline?.resource??resource).problems;if(problems.length===0)return!1;let place=pipeline?[`spec`,`services`,pipeline.index,...path]:path;return problems.some(problem=>concerns$1(problem,place))}function hasNoSpec(resource){let{pipeline,written}=resource;return(pipeline?valueAt(pipeline.resource.written,[`spec`,`services`,pipeline.index,`spec`]):written.spec)==null&&!isRefused(resource,[`spec`])}function concerns$1({path,code,suggestion},place){return path.length>=place.length&&isPrefix(place,path)||code===`wrong-type`&&isPrefix(path,place)?!0:suggestion!==void 0&&suggestion===place.at(-1)&&path.length===place.length&&isPrefix(path.slice(0,-1),place)}function isPrefix(start,path){return start.every((step,index)=>path[index]===step)}const authSecretUnset=rule$1({id:`auth-secret-unset`,title:`a service runs without an API key`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`webhook`,since:`main`,why:"From the operator version after 3.1.2 on, `spec.authSecret` may be left out, for services that may\nnot reach NGC and find their model on a volume. The webhook then warns, because a service that still has to\ndownload something fails without `NGC_API_KEY`. Declare the cluster air-gapped (`airGapped: true`) and\nthis finding is silent.",source:`k8s-nim-operator main (767135c8), nimservice_webhook_validation_helper.go, validateAuthSecret (W12)`,check(service,report,{settings}){service.spec.authSecret||settings.airGapped||isRefused(service,[`spec`,`authSecret`])||report(at(`spec`,`authSecret`),`spec.authSecret is not set, so the pods get no NGC_API_KEY`,{help:`name a Secret with the key NGC_API_KEY, unless the service finds its whole model on a volume`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function nearName(written,names){let candidates=[],count=0;for(let name of names){if(++count>200)return;digitsOf(name)===digitsOf(written)&&candidates.push(name)}return closest$1(written,candidates)}function digitsOf(name){return name.replace(/[^0-9]+/g,``)}function getEnumValues(entries){let numericValues=Object.values(entries).filter(v=>typeof v==`number`);return Object.entries(entries).filter(([k,_])=>numericValues.indexOf(+k)===-1).map(([_,v])=>v)}function joinValues(array,separator=`|`){return array.map(val=>stringifyPrimitive(val)).join(separator)}function jsonStringifyReplacer(_,value){return typeof value==`bigint`?value.toString():value}var Cached=class{constructor(getter){this._getter=getter,this._value=void 0}get value(){let getter=this._getter;return getter!==void 0&&(this._value=getter(),this._getter=void 0),this._value}};function cached(getter){return new Cached(getter)}function nullish(input){return input==null}function cleanRegex(source){let start=+!!source.startsWith(`^`),end=source.endsWith(`$`)?source.length-1:source.length;return source.slice(start,end)}function floatSafeRemainder(val,step){let ratio=val/step,roundedRatio=Math.round(ratio),tolerance=4*2**-52*Math.max(Math.abs(ratio),1);return Math.abs(ratio-roundedRatio)<tolerance?0:ratio-roundedRatio}const EVALUATING=/* @__PURE__*/ Symbol(`evaluating`);function defineLazy(object,key,getter){let value;Object.defineProperty(object,key,{get(){if(value!==EVALUATING)return value===void 0&&(value=EVALUATING,value=getter()),value},set(v){Object.defineProperty(object,key,{value:v})},configurable:!0})}function assignProp(target,prop,value){Object.defineProperty(target,prop,{value,writable:!0,enumerable:!0,configurable:!0})}function rawShape(def){let desc=Object.getOwnPropertyDescriptor(def,`shape`);return desc?.get?desc.get.raw:desc?.value}function sourceShape(schema){return rawShape(schema._zod.def)??schema._zod.def.shape}function deferProp(target,key,getter){Object.defineProperty(target,key,{get(){let value=getter();return assignProp(this,key,value),value},enumerable:!0,configurable:!0})}function putProp(target,key,value){key in target?assignProp(target,key,value):target[key]=value}function mirrorShape(target,source,keys,wrap){let raw=sourceShape(source);for(let key of keys){let desc=Object.getOwnPropertyDescriptor(raw,key);desc.enumerable&&(desc.get?deferProp(target,key,()=>{let value=source._zod.def.shape[key];return wrap?wrap(value,key):value}):putProp(target,key,wrap?wrap(desc.value,key):desc.value))}}function mirrorProps(target,source){for(let key of Reflect.ownKeys(source)){let desc=Object.getOwnPropertyDescriptor(source,key);desc.enumerable&&(desc.get?deferProp(target,key,()=>source[key]):putProp(target,key,desc.value))}}function mergeDefs(...defs){let mergedDescriptors={};for(let def of defs){let descriptors=Object.getOwnPropertyDescriptors(def);Object.assign(mergedDescriptors,descriptors)}return Object.defineProperties({},mergedDescriptors)}function esc(str){return JSON.stringify(str)}function slugify(input){return input.toLowerCase().trim().replace(/[^\w\s-]/g,``).replace(/[\s_-]+/g,`-`).replace(/^-+|-+$/g,``)}const captureStackTrace=`captureStackTrace`in Error?Error.captureStackTrace:(..._args)=>{};function isObject(data){return typeof data==`object`&&!!data&&!Array.isArray(data)}const allowsEval=/* @__PURE__*/ cached(()=>{if(globalConfig.jitless||typeof navigator<`u`&&navigator?.userAgent?.includes(`Cloudflare`))return!1;try{return Function(``),!0}catch{return!1}});function isPlainObject(o){if(isObject(o)===!1)return!1;let ctor=o.constructor;if(ctor===void 0||typeof ctor!=`function`)return!0;let prot=ctor.prototype;return isObject(prot)!==!1&&Object.prototype.hasOwnProperty.call(prot,`isPrototypeOf`)!==!1}function shallowClone(o){return isPlainObject(o)?{...o}:Array.isArray(o)?[...o]:o instanceof Map?new Map(o):o instanceof Set?new Set(o):o}const propertyKeyTypes=/* @__PURE__*/ new Set([`string`,`number`,`symbol`]);function escapeRegex(str){return str.replace(/[.*+?^${}()|[\]\\]/g,`\\$&`)}function clone(inst,def,params){let cl=new inst._zod.constr(def??inst._zod.def);return(!def||params?.parent)&&(cl._zod.parent=inst),cl}function normalizeParams(_params){let params=_params;if(!params)return{};if(typeof params==`string`)return{error:()=>params};if(params?.message!==void 0){if(params?.error!==void 0)throw Error("Cannot specify both `message` and `error` params");params.error=params.message}return delete params.message,typeof params.error==`string`?{...params,error:()=>params.error}:params}function stringifyPrimitive(value){return typeof value==`bigint`?value.toString()+`n`:typeof value==`string`?`"${value}"`:`${value}`}function optionalKeys(shape){return Object.keys(shape).filter(k=>shape[k]._zod.optin!==void 0&&shape[k]._zod.optout===`optional`)}const NUMBER_FORMAT_RANGES={safeint:[-(2**53-1),2**53-1],int32:[-2147483648,2147483647],uint32:[0,4294967295],float32:[-34028234663852886e22,34028234663852886e22],float64:[-Number.MAX_VALUE,Number.MAX_VALUE]},BIGINT_FORMAT_RANGES={int64:[/* @__PURE__*/ BigInt(`-9223372036854775808`),/* @__PURE__*/ BigInt(`9223372036854775807`)],uint64:[/* @__PURE__*/ BigInt(0),/* @__PURE__*/ BigInt(`18446744073709551615`)]};function pick(schema,mask){let currDef=schema._zod.def,checks=currDef.checks;if(checks&&checks.length>0)throw Error(`.pick() cannot be used on object schemas containing refinements`);let newShape={};return mirrorShape(newShape,schema,maskedKeys(schema,mask)),clone(schema,mergeDefs(currDef,{shape:newShape,checks:[]}))}function maskedKeys(schema,mask){let raw=sourceShape(schema),keys=[];for(let key of Reflect.ownKeys(mask)){if(!Object.getOwnPropertyDescriptor(raw,key)?.enumerable)throw Error(`Unrecognized key: "${String(key)}"`);mask[key]&&keys.push(key)}return keys}function omit(schema,mask){let currDef=schema._zod.def,checks=currDef.checks;if(checks&&checks.length>0)throw Error(`.omit() cannot be used on object schemas containing refinements`);let omitted=new Set(maskedKeys(schema,mask)),newShape={};return mirrorShape(newShape,schema,Reflect.ownKeys(sourceShape(schema)).filter(key=>!omitted.has(key))),clone(schema,mergeDefs(currDef,{shape:newShape,checks:[]}))}function extend(schema,shape){if(!isPlainObject(shape))throw Error(`Invalid input to extend: expected a plain object`);let checks=schema._zod.def.checks;if(checks&&checks.length>0){let existingShape=sourceShape(schema);for(let key of Reflect.ownKeys(shape))if(Object.getOwnPropertyDescriptor(existingShape,key)!==void 0)throw Error("Cannot overwrite keys on object schemas containing refinements. Use `.safeExtend()` instead.")}return clone(schema,mergeDefs(schema._zod.def,{shape:extended(schema,shape)}))}function extended(schema,shape){let newShape={};return mirrorShape(newShape,schema,Reflect.ownKeys(sourceShape(schema))),mirrorProps(newShape,shape),newShape}function safeExtend(schema,shape){if(!isPlainObject(shape))throw Error(`Invalid input to safeExtend: expected a plain object`);return clone(schema,mergeDefs(schema._zod.def,{shape:extended(schema,shape)}))}function merge(a,b){if(!b?._zod?.def)throw Error("Invalid input to merge: expected an object schema. To merge a plain shape, use `.extend()`.");if(a._zod.def.checks?.length)throw Error(`.merge() cannot be used on object schemas containing refinements. Use .safeExtend() instead.`);let newShape={};return mirrorShape(newShape,a,Reflect.ownKeys(sourceShape(a))),mirrorShape(newShape,b,Reflect.ownKeys(sourceShape(b))),clone(a,mergeDefs(a._zod.def,{shape:newShape,get catchall(){return b._zod.def.catchall},checks:b._zod.def.checks??[]}))}function partial(Class,schema,mask,name=`partial`){let checks=schema._zod.def.checks;if(checks&&checks.length>0)throw Error(`.${name}() cannot be used on object schemas containing refinements`);let selected=mask?new Set(maskedKeys(schema,mask)):void 0,newShape={};return mirrorShape(newShape,schema,Reflect.ownKeys(sourceShape(schema)),Class&&((value,key)=>selected&&!selected.has(key)?value:new Class({type:`optional`,innerType:value}))),clone(schema,mergeDefs(schema._zod.def,{shape:newShape,checks:[]}))}function required(Class,schema,mask){let selected=mask?new Set(maskedKeys(schema,mask)):void 0,newShape={};return mirrorShape(newShape,schema,Reflect.ownKeys(sourceShape(schema)),(value,key)=>selected&&!selected.has(key)?value:new Class({type:`nonoptional`,innerType:value})),clone(schema,mergeDefs(schema._zod.def,{shape:newShape}))}function aborted(x,startIndex=0){if(x.aborted===!0)return!0;for(let i=startIndex;i<x.issues.length;i++)if(x.issues[i]?.continue!==!0)return!0;return!1}function explicitlyAborted(x,startIndex=0){if(x.aborted===!0)return!0;for(let i=startIndex;i<x.issues.length;i++)if(x.issues[i]?.continue===!1)return!0;return!1}function prefixIssues(path,issues){return issues.map(iss=>{var _a;return(_a=iss).path??(_a.path=[]),iss.path.unshift(path),iss})}function unwrapMessage(message){return typeof message==`string`?message:message?.message}function sizeCaps(defChecks){let caps=[];for(let ch of defChecks??[]){let d=ch._zod.def;if(!/_(length|size)$|_equals$/.test(d.check))break;let max=d.maximum??d.length??d.size;max>=0&&caps.push([max,ch])}return caps}function attachSchema(issues,start,inst){var _a;for(let i=start;i<issues.length;i++)(_a=issues[i]).schema??(_a.schema=inst)}function finalizeIssue(iss,ctx,config){var _a;let traits=iss.inst?._zod?.traits;traits?.has(`$ZodType`)&&(traits.has(`$ZodCheck`)?(_a=iss).schema??(_a.schema=iss.inst):iss.schema=iss.inst);let schemaError=iss.schema===iss.inst?void 0:iss.schema?._zod.def?.error,message=iss.message?iss.message:unwrapMessage(iss.inst?._zod.def?.error?.(iss))??unwrapMessage(schemaError?.(iss))??unwrapMessage(ctx?.error?.(iss))??unwrapMessage(config.customError?.(iss))??unwrapMessage(config.localeError?.(iss))??`Invalid input`,full={};for(let k of Object.keys(iss))k!==`inst`&&k!==`schema`&&k!==`continue`&&k!==`input`&&k!==`__proto__`&&(full[k]=iss[k]);return full.path??=[],full.message=message,ctx?.reportInput&&(full.input=iss.input),full}const highSurrogate=/[\uD800-\uDBFF]/;function codePointLength(str){let units=str.length;if(!highSurrogate.test(str))return units;let count=units;for(let i=0;i<units-1;i++)(str.charCodeAt(i)&64512)==55296&&(str.charCodeAt(i+1)&64512)==56320&&(count--,i++);return count}function getLengthableOrigin(input){return Array.isArray(input)?`array`:typeof input==`string`?`string`:`unknown`}function parsedType(data){let t=typeof data;switch(t){case`number`:return Number.isNaN(data)?`nan`:`number`;case`object`:{if(data===null)return`null`;if(Array.isArray(data))return`array`;let obj=data;if(obj&&Object.getPrototypeOf(obj)!==Object.prototype&&`constructor`in obj&&obj.constructor)return obj.constructor.name}}return t}function issue(...args){let[iss,input,inst]=args;return typeof iss==`string`?{message:iss,code:`custom`,input,inst}:{...iss}}function members(proto,table){for(let key in table){let desc=Object.getOwnPropertyDescriptor(table,key);desc.get?Object.defineProperty(proto,key,{...desc,enumerable:!1}):defineBound(proto,key,desc.value)}}function own(inst,key,value,enumerable=!0){return Object.defineProperty(inst,key,{configurable:!0,writable:!0,enumerable,value}),value}function hide(inst,key,value){return own(inst,key,value,!1)}/* @__NO_SIDE_EFFECTS__ */
function derived(computes,table){for(let key in computes){let compute=computes[key];Object.defineProperty(table,key,{configurable:!0,enumerable:!0,get(){return own(this,key,compute(this))},set(value){own(this,key,value)}})}return table}function defineBound(proto,key,fn){Object.defineProperty(proto,key,{configurable:!0,get(){return this==null?fn:own(this,key,fn.bind(this))},set(value){own(this,key,value)}})}function claim$1(inst,sentinel){let proto=Object.getPrototypeOf(inst);return sentinel in proto?void 0:proto}let installing,broke=!1;const breaker={configurable:!0,get(){broke=!0}};function defineLazyInternal(inst,key,compute){let proto=Object.getPrototypeOf(inst._zod);key in proto&&installing!==inst._zod?installing=void 0:(installing=inst._zod,Object.defineProperty(proto,key,{configurable:!0,get(){Object.defineProperty(this,key,breaker);let outer=broke;broke=!1;try{let value=compute(this);return broke?delete this[key]:Object.defineProperty(this,key,{configurable:!0,writable:!0,value}),broke||=outer,value}catch(err){throw delete this[key],broke||=outer,err}},set(value){Object.defineProperty(this,key,{configurable:!0,writable:!0,value})}}))}function installLazyProp(inst,key,make,enumerable){let proto=claim$1(inst,key);proto&&Object.defineProperty(proto,key,{configurable:!0,get(){let desc={configurable:!0,writable:!0,enumerable,value:void 0};return Object.defineProperty(this,key,desc),desc.value=make(this),Object.defineProperty(this,key,desc),desc.value},set(value){Object.defineProperty(this,key,{configurable:!0,writable:!0,enumerable,value})}})}function constantCatch(value){let fn=()=>value;return fn[`~constantCatch`]=!0,fn}var _a$1;const NEVER=/*@__PURE__*/ Object.freeze({status:`aborted`}),_zodDesc={value:void 0,enumerable:!1};let _E=`captureStackTrace`in Error?Error:null;function newError(Definition){let E=_E;if(E){let saved=E.stackTraceLimit;if(typeof saved==`number`){try{E.stackTraceLimit=0}catch{return _E=null,new Definition}try{return new Definition}finally{E.stackTraceLimit=saved}}}return new Definition}/* @__NO_SIDE_EFFECTS__ */
function $constructor(name,initializer,proto,params){let zodProto={};function Internals(def){this.def=def,this.constr=_,this.traits=/* @__PURE__ */ new Set}Internals.prototype=zodProto;let protoMembers=proto,initialized=protoMembers&&/* @__PURE__ */ new WeakSet;function init(inst,def){if(!inst._zod){_zodDesc.value=new Internals(def);try{Object.defineProperty(inst,"_zod",_zodDesc)}finally{_zodDesc.value=void 0}}else if(inst._zod.traits.has(name))return;if(inst._zod.traits.add(name),initializer(inst,def),initialized){let own=Object.getPrototypeOf(inst),ctorProto=inst._zod.constr.prototype,up=own;for(;up&&up!==ctorProto;)up=Object.getPrototypeOf(up);let target=up??own;initialized.has(target)||(initialized.add(target),members(target,protoMembers))}let proto=_.prototype;for(let k in proto)Object.prototype.hasOwnProperty.call(proto,k)&&(k in inst||(inst[k]=proto[k].bind(inst)))}let Parent=params?.Parent??Object;class Definition extends Parent{}Object.defineProperty(Definition,"name",{value:name});function _(def){let inst=params?.Parent?newError(Definition):this;init(inst,def);let deferred=inst._zod.deferred;if(deferred){for(let fn of deferred)fn();inst._zod.deferred=void 0}let pp=globalThis.__zod_globalConfig?.postProcessor;return pp&&pp(inst),inst}return Object.defineProperty(_,"init",{value:init}),Object.defineProperty(_,Symbol.hasInstance,{value:inst=>params?.Parent&&inst instanceof params.Parent?!0:inst?._zod?.traits?.has(name)}),Object.defineProperty(_,"name",{value:name}),_}var $ZodAsyncError=class extends Error{constructor(){super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`)}},$ZodEncodeError=class extends Error{constructor(name){super(`Encountered unidirectional transform during encode: ${name}`),this.name=`ZodEncodeError`}};(_a$1=globalThis).__zod_globalConfig??(_a$1.__zod_globalConfig={});const globalConfig=globalThis.__zod_globalConfig;function config(newConfig){return newConfig&&Object.assign(globalConfig,newConfig),globalConfig}function _getMessage(){let internals=this._zod;return internals.message??=JSON.stringify(internals.def,jsonStringifyReplacer,2),internals.message}function _setMessage(value){this._zod.message=value}const _messageDesc={get:_getMessage,set:_setMessage,enumerable:!0,configurable:!0},_issuesDesc={value:void 0,enumerable:!1},_installedToString=/* @__PURE__ */ new WeakSet([Object.prototype,Error.prototype]),$ZodError=/* @__PURE__ */ $constructor(`$ZodError`,(inst,def)=>{inst.name=`$ZodError`,_issuesDesc.value=def,Object.defineProperty(inst,"issues",_issuesDesc),_issuesDesc.value=void 0,Object.defineProperty(inst,"message",_messageDesc);let proto=Object.getPrototypeOf(inst);_installedToString.has(proto)||(_installedToString.add(proto),Object.defineProperty(proto,"toString",{configurable:!0,enumerable:!1,get(){let value=()=>this.message;return Object.defineProperty(this,"toString",{value,configurable:!0,writable:!0}),value},set(value){Object.defineProperty(this,"toString",{value,configurable:!0,writable:!0})}}))});function node(obj,key,make){return Object.prototype.hasOwnProperty.call(obj,key)||(key===`__proto__`?Object.defineProperty(obj,key,{value:make(),writable:!0,enumerable:!0,configurable:!0}):obj[key]=make()),obj[key]}function flattenError(error,mapper=issue=>issue.message){let fieldErrors={},formErrors=[];for(let sub of error.issues)sub.path.length>0?node(fieldErrors,sub.path[0],()=>[]).push(mapper(sub)):formErrors.push(mapper(sub));return{formErrors,fieldErrors}}function formatError(error,mapper=issue=>issue.message){let fieldErrors={_errors:[]},processError=(error,path=[])=>{for(let issue of error.issues)if(issue.code===`invalid_union`&&issue.errors.length)issue.errors.map(issues=>processError({issues},[...path,...issue.path]));else if(issue.code===`invalid_key`)processError({issues:issue.issues},[...path,...issue.path]);else if(issue.code===`invalid_element`)processError({issues:issue.issues},[...path,...issue.path]);else{let fullpath=[...path,...issue.path];if(fullpath.length===0)fieldErrors._errors.push(mapper(issue));else{let curr=fieldErrors,i=0;for(;i<fullpath.length;){let el=fullpath[i],terminal=i===fullpath.length-1;if(el===`_errors`){terminal&&curr._errors.push(mapper(issue)),i++;continue}Object.prototype.hasOwnProperty.call(curr,el)||Object.defineProperty(curr,el,{value:{_errors:[]},enumerable:!0,writable:!0,configurable:!0});let node=curr[el];terminal&&node._errors.push(mapper(issue)),curr=node,i++}}}};return processError(error),fieldErrors}function finalizeParams(callee,params){return{callee:params?.callee??callee,Err:params?.Err}}const _parse=_Err=>{let fn=(schema,value,_ctx,_params)=>{let ctx=_ctx?{..._ctx,async:!1}:{async:!1},result=schema._zod.run({value,issues:[]},ctx);if(result instanceof Promise)throw new $ZodAsyncError;if(result.issues.length){let e=new((_params?.Err)??_Err)(result.issues.map(iss=>finalizeIssue(iss,ctx,config())));throw captureStackTrace(e,_params?.callee??fn),e}return result.value};return fn},_parseAsync=_Err=>{let fn=async(schema,value,_ctx,params)=>{let ctx=_ctx?{..._ctx,async:!0}:{async:!0},result=schema._zod.run({value,issues:[]},ctx);if(result instanceof Promise&&(result=await result),result.issues.length){let e=new((params?.Err)??_Err)(result.issues.map(iss=>finalizeIssue(iss,ctx,config())));throw captureStackTrace(e,params?.callee??fn),e}return result.value};return fn},_safeParse=_Err=>(schema,value,_ctx)=>{let ctx=_ctx?{..._ctx,async:!1}:{async:!1},result=schema._zod.run({value,issues:[]},ctx);if(result instanceof Promise)throw new $ZodAsyncError;return result.issues.length?failure(_Err,result.issues,ctx):{success:!0,data:result.value}};function failure(Err,issues,ctx){let error;return{success:!1,get error(){return error||(error=new Err(issues.map(iss=>finalizeIssue(iss,ctx,config()))),issues=void 0,ctx=void 0),error},set error(e){error=e,issues=void 0,ctx=void 0}}}const _safeParseAsync=_Err=>async(schema,value,_ctx)=>{let ctx=_ctx?{..._ctx,async:!0}:{async:!0},result=schema._zod.run({value,issues:[]},ctx);return result instanceof Promise&&(result=await result),result.issues.length?failure(_Err,result.issues,ctx):{success:!0,data:result.value}},COMPILE_INVALID=/* @__PURE__ */ Symbol.for(`zod.compile.invalid`),COMPILE_FALLBACK=/* @__PURE__ */ Symbol.for(`zod.compile.fallback`),validate=((schema,value,_ctx)=>{let validator=schema._zod.bag.validator;if(validator!==void 0){if(validator(value)!==COMPILE_INVALID)return!0;if(validator.definite===!0&&_ctx===void 0)return!1}return validateFallback(schema,value,_ctx)});function validateFallback(schema,value,_ctx){let ctx=_ctx?{..._ctx,async:!1,abortEarly:!0}:{async:!1,abortEarly:!0},fallbackRun=schema._zod.bag.fallbackRun,result;if(fallbackRun?(ctx[COMPILE_FALLBACK]=!0,result=fallbackRun({value,issues:[]},ctx)):result=schema._zod.run({value,issues:[]},ctx),result instanceof Promise)throw new $ZodAsyncError;return result.issues.length===0}const validateAsync$1=async(schema,value,_ctx)=>{let ctx=_ctx?{..._ctx,async:!0,abortEarly:!0}:{async:!0,abortEarly:!0},result=schema._zod.run({value,issues:[]},ctx);return result instanceof Promise&&(result=await result),result.issues.length===0},_encode=_Err=>{let parse=_parse(_Err),fn=(schema,value,_ctx,_params)=>{let ctx=_ctx?{..._ctx,direction:`backward`}:{direction:`backward`};return parse(schema,value,ctx,finalizeParams(fn,_params))};return fn},_decode=_Err=>{let parse=_parse(_Err),fn=(schema,value,_ctx,_params)=>parse(schema,value,_ctx,finalizeParams(fn,_params));return fn},_encodeAsync=_Err=>{let parseAsync=_parseAsync(_Err),fn=async(schema,value,_ctx,_params)=>{let ctx=_ctx?{..._ctx,direction:`backward`}:{direction:`backward`};return await parseAsync(schema,value,ctx,finalizeParams(fn,_params))};return fn},_decodeAsync=_Err=>{let parseAsync=_parseAsync(_Err),fn=async(schema,value,_ctx,_params)=>await parseAsync(schema,value,_ctx,finalizeParams(fn,_params));return fn},_safeEncode=_Err=>(schema,value,_ctx)=>{let ctx=_ctx?{..._ctx,direction:`backward`}:{direction:`backward`};return _safeParse(_Err)(schema,value,ctx)},_safeDecode=_Err=>(schema,value,_ctx)=>_safeParse(_Err)(schema,value,_ctx),_safeEncodeAsync=_Err=>async(schema,value,_ctx)=>{let ctx=_ctx?{..._ctx,direction:`backward`}:{direction:`backward`};return _safeParseAsync(_Err)(schema,value,ctx)},_safeDecodeAsync=_Err=>async(schema,value,_ctx)=>_safeParseAsync(_Err)(schema,value,_ctx),cuid=/^[cC][0-9a-z]{6,}$/,cuid2=/^[0-9a-z]+$/,ulid=/^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$/,xid=/^[0-9a-vA-V]{20}$/,ksuid=/^[A-Za-z0-9]{27}$/,nanoid=/^[a-zA-Z0-9_-]{21}$/;function nanoidOfLength(length){return RegExp(`^[a-zA-Z0-9_-]{${length}}$`)}const duration=/^P(?:(\d+W)|(?!.*W)(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?)$/,guid=/^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$/,uuid=version=>version?RegExp(`^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-${version}[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12})$`):/^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$/,email=/^(?:[A-Za-z0-9_'+\-]+\.)*[A-Za-z0-9_'+\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$/;function emoji(){return/* @__PURE__ */ RegExp(`^(?=[\\s\\S]*[\\p{Extended_Pictographic}\\p{Regional_Indicator}\\u20E3])[\\p{Extended_Pictographic}\\p{Emoji_Component}]+$`,`u`)}const ipv4=/^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])$/,ipv6=/^(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:((:[0-9a-fA-F]{1,4}){1,6})|:((:[0-9a-fA-F]{1,4}){1,7}|:))$/,cidrv4=/^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\/([0-9]|[1-2][0-9]|3[0-2])$/,cidrv6=/^(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:((:[0-9a-fA-F]{1,4}){1,6})|:((:[0-9a-fA-F]{1,4}){1,7}|:))\/(12[0-8]|1[01][0-9]|[1-9]?[0-9])$/,base64$1=/^$|^(?:[0-9a-zA-Z+/]{4})*(?:(?:[0-9a-zA-Z+/]{2}==)|(?:[0-9a-zA-Z+/]{3}=))?$/,base64url=/^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?$/,httpProtocol=/^https?$/,e164=/^\+[1-9]\d{6,14}$/,dateSource=`(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))`;function anchor(source){return RegExp(`^${source}$`)}const date=/*@__PURE__*/ anchor(dateSource);function timeSource(args){let hhmm=`(?:[01]\\d|2[0-3]):[0-5]\\d`;return typeof args.precision==`number`?args.precision===-1?`${hhmm}`:args.precision===0?`${hhmm}:[0-5]\\d`:`${hhmm}:[0-5]\\d\\.\\d{${args.precision}}`:args.seconds?`${hhmm}:[0-5]\\d(?:\\.\\d+)?`:`${hhmm}(?::[0-5]\\d(?:\\.\\d+)?)?`}function time(args){return RegExp(`^${timeSource(args)}$`)}function datetime(args){let opts=[`Z`];args.offset&&opts.push(`([+-](?:[01]\\d|2[0-3]):[0-5]\\d)`);let qualified=`${timeSource({precision:args.precision,seconds:!0})}(?:${opts.join(`|`)})`,timeRegex=args.local?`${qualified}|${timeSource({precision:args.precision})}`:qualified;return RegExp(`^${dateSource}T(?:${timeRegex})$`)}const anyString=/^[\s\S]{0,}$/,integer$1=/^-?\d+$/,number$1=/^-?\d+(?:\.\d+)?$/,boolean$1=/^(?:true|false)$/i,lowercase=/^[^A-Z]*$/,uppercase=/^[^a-z]*$/,$ZodCheck=/*@__PURE__*/ $constructor(`$ZodCheck`,(inst,def)=>{var _a;inst._zod??={},inst._zod.def=def,(_a=inst._zod).onattach??(_a.onattach=[])}),_whenHasLength=payload=>{let val=payload.value;return!nullish(val)&&val.length!==void 0},numericOriginMap={number:`number`,bigint:`bigint`,object:`date`},$ZodCheckLessThan=/*@__PURE__*/ $constructor(`$ZodCheckLessThan`,(inst,def)=>{$ZodCheck.init(inst,def);let origin=numericOriginMap[typeof def.value];inst._zod.check=payload=>{(def.inclusive?payload.value<=def.value:payload.value<def.value)||payload.issues.push({origin:numericOriginMap[typeof payload.value]??origin,code:`too_big`,maximum:typeof def.value==`object`?def.value.getTime():def.value,input:payload.value,inclusive:def.inclusive,inst,continue:!def.abort})}}),$ZodCheckGreaterThan=/*@__PURE__*/ $constructor(`$ZodCheckGreaterThan`,(inst,def)=>{$ZodCheck.init(inst,def);let origin=numericOriginMap[typeof def.value];inst._zod.check=payload=>{(def.inclusive?payload.value>=def.value:payload.value>def.value)||payload.issues.push({origin:numericOriginMap[typeof payload.value]??origin,code:`too_small`,minimum:typeof def.value==`object`?def.value.getTime():def.value,input:payload.value,inclusive:def.inclusive,inst,continue:!def.abort})}}),$ZodCheckMultipleOf=/*@__PURE__*/ $constructor(`$ZodCheckMultipleOf`,(inst,def)=>{$ZodCheck.init(inst,def),inst._zod.check=payload=>{if(typeof payload.value!=typeof def.value)throw Error(`Cannot mix number and bigint in multiple_of check.`);(typeof payload.value==`bigint`?def.value!==BigInt(0)&&payload.value%def.value===BigInt(0):floatSafeRemainder(payload.value,def.value)===0)||payload.issues.push({origin:typeof payload.value,code:`not_multiple_of`,divisor:def.value,input:payload.value,inst,continue:!def.abort})}}),$ZodCheckNumberFormat=/*@__PURE__*/ $constructor(`$ZodCheckNumberFormat`,(inst,def)=>{$ZodCheck.init(inst,def),def.format=def.format||`float64`;let isInt=def.format?.includes(`int`),origin=isInt?`int`:`number`,[minimum,maximum]=NUMBER_FORMAT_RANGES[def.format];inst._zod.check=payload=>{let input=payload.value;if(isInt){if(!Number.isInteger(input)){payload.issues.push({expected:origin,format:def.format,code:`invalid_type`,continue:!1,input,inst});return}if(!Number.isSafeInteger(input)){input>0?payload.issues.push({input,code:`too_big`,maximum:2**53-1,note:`Integers must be within the safe integer range.`,inst,origin,inclusive:!0,continue:!def.abort}):payload.issues.push({input,code:`too_small`,minimum:-(2**53-1),note:`Integers must be within the safe integer range.`,inst,origin,inclusive:!0,continue:!def.abort});return}}input<minimum&&payload.issues.push({origin:`number`,input,code:`too_small`,minimum,inclusive:!0,inst,continue:!def.abort}),input>maximum&&payload.issues.push({origin:`number`,input,code:`too_big`,maximum,inclusive:!0,inst,continue:!def.abort})}}),$ZodCheckMaxLength=/*@__PURE__*/ $constructor(`$ZodCheckMaxLength`,(inst,def)=>{var _a;$ZodCheck.init(inst,def),(_a=inst._zod.def).when??(_a.when=_whenHasLength),inst._zod.check=payload=>{let input=payload.value,units=input.length;if((typeof input==`string`&&units>def.maximum?codePointLength(input):units)<=def.maximum)return;let origin=getLengthableOrigin(input);payload.issues.push({origin,code:`too_big`,maximum:def.maximum,inclusive:!0,input,inst,continue:!def.abort})}}),$ZodCheckMinLength=/*@__PURE__*/ $constructor(`$ZodCheckMinLength`,(inst,def)=>{var _a;$ZodCheck.init(inst,def),(_a=inst._zod.def).when??(_a.when=_whenHasLength),inst._zod.check=payload=>{let input=payload.value,units=input.length;if((typeof input==`string`&&units>=def.minimum&&units<def.minimum*2?codePointLength(input):units)>=def.minimum)return;let origin=getLengthableOrigin(input);payload.issues.push({origin,code:`too_small`,minimum:def.minimum,inclusive:!0,input,inst,continue:!def.abort})}}),$ZodCheckLengthEquals=/*@__PURE__*/ $constructor(`$ZodCheckLengthEquals`,(inst,def)=>{var _a;$ZodCheck.init(inst,def),(_a=inst._zod.def).when??(_a.when=_whenHasLength),inst._zod.check=payload=>{let input=payload.value,units=input.length,length=typeof input==`string`&&units>=def.length&&units<=def.length*2?codePointLength(input):units;if(length===def.length)return;let origin=getLengthableOrigin(input),tooBig=length>def.length;payload.issues.push({origin,...tooBig?{code:`too_big`,maximum:def.length}:{code:`too_small`,minimum:def.length},inclusive:!0,exact:!0,input:payload.value,inst,continue:!def.abort})}}),$ZodCheckStringFormat=/*@__PURE__*/ $constructor(`$ZodCheckStringFormat`,(inst,def)=>{var _a,_b;$ZodCheck.init(inst,def),def.pattern?(_a=inst._zod).check??(_a.check=payload=>{def.pattern.lastIndex=0,def.pattern.test(payload.value)||payload.issues.push({origin:`string`,code:`invalid_format`,format:def.format,input:payload.value,...def.pattern?{pattern:def.pattern.toString()}:{},inst,continue:!def.abort})}):(_b=inst._zod).check??(_b.check=()=>{})}),$ZodCheckRegex=/*@__PURE__*/ $constructor(`$ZodCheckRegex`,(inst,def)=>{$ZodCheckStringFormat.init(inst,def),inst._zod.check=payload=>{def.pattern.lastIndex=0,def.pattern.test(payload.value)||payload.issues.push({origin:`string`,code:`invalid_format`,format:`regex`,input:payload.value,pattern:def.pattern.toString(),inst,continue:!def.abort})}}),$ZodCheckLowerCase=/*@__PURE__*/ $constructor(`$ZodCheckLowerCase`,(inst,def)=>{def.pattern??=lowercase,$ZodCheckStringFormat.init(inst,def)}),$ZodCheckUpperCase=/*@__PURE__*/ $constructor(`$ZodCheckUpperCase`,(inst,def)=>{def.pattern??=uppercase,$ZodCheckStringFormat.init(inst,def)}),$ZodCheckIncludes=/*@__PURE__*/ $constructor(`$ZodCheckIncludes`,(inst,def)=>{$ZodCheck.init(inst,def);let escapedRegex=escapeRegex(def.includes);def.pattern=new RegExp(typeof def.position==`number`?`^.{${def.position},}${escapedRegex}`:escapedRegex),inst._zod.check=payload=>{payload.value.includes(def.includes,def.position)||payload.issues.push({origin:`string`,code:`invalid_format`,format:`includes`,includes:def.includes,input:payload.value,inst,continue:!def.abort})}}),$ZodCheckStartsWith=/*@__PURE__*/ $constructor(`$ZodCheckStartsWith`,(inst,def)=>{$ZodCheck.init(inst,def);let pattern=RegExp(`^${escapeRegex(def.prefix)}.*`);def.pattern??=pattern,inst._zod.check=payload=>{payload.value.startsWith(def.prefix)||payload.issues.push({origin:`string`,code:`invalid_format`,format:`starts_with`,prefix:def.prefix,input:payload.value,inst,continue:!def.abort})}}),$ZodCheckEndsWith=/*@__PURE__*/ $constructor(`$ZodCheckEndsWith`,(inst,def)=>{$ZodCheck.init(inst,def);let pattern=RegExp(`.*${escapeRegex(def.suffix)}$`);def.pattern??=pattern,inst._zod.check=payload=>{payload.value.endsWith(def.suffix)||payload.issues.push({origin:`string`,code:`invalid_format`,format:`ends_with`,suffix:def.suffix,input:payload.value,inst,continue:!def.abort})}}),$ZodCheckOverwrite=/*@__PURE__*/ $constructor(`$ZodCheckOverwrite`,(inst,def)=>{$ZodCheck.init(inst,def),inst._zod.check=payload=>{payload.value=def.tx(payload.value)}});var Doc=class{constructor(args=[],closed={}){this.content=[],this.indent=0,this.args=args,this.closed=closed}indented(fn){this.indent+=1;try{fn(this)}finally{--this.indent}}write(arg){if(typeof arg==`function`){arg(this,{execution:`sync`}),arg(this,{execution:`async`});return}let lines=arg.split(`
`).filter(x=>x),minIndent=Math.min(...lines.map(x=>x.length-x.trimStart().length)),dedented=lines.map(x=>x.slice(minIndent)).map(x=>` `.repeat(this.indent*2)+x);for(let line of dedented)this.content.push(line)}compile(){let F=Function,content=this?.content??[``];return new F(...Object.keys(this.closed),`return function (${this.args.join(`, `)}) {\n${content.join(`
`)}\n};`)(...Object.values(this.closed))}};const version$2={major:4,minor:6,patch:7},$ZodType=/*@__PURE__*/ $constructor(`$ZodType`,(inst,def)=>{var _a;inst??={},inst._zod.def=def,inst._zod.bag=inst._zod.bag||{},inst._zod.version=version$2;let defChecks=inst._zod.def.checks,checks=inst._zod.traits.has(`$ZodCheck`)?[inst,...defChecks??[]]:defChecks?.length?[...defChecks]:[];for(let ch of checks)for(let fn of ch._zod.onattach)fn(inst);if(checks.length===0)(_a=inst._zod).deferred??(_a.deferred=[]),inst._zod.deferred?.push(()=>{inst._zod.run=inst._zod.parse});else{let runChecks=(payload,checks,ctx)=>{if(payload.memo)return payload;let isAborted=aborted(payload),asyncResult;for(let ch of checks){if(ch._zod.def.when){if(explicitlyAborted(payload)||!ch._zod.def.when(payload))continue}else if(isAborted)continue;let currLen=payload.issues.length,_=ch._zod.check(payload);if(_ instanceof Promise&&ctx?.async===!1)throw new $ZodAsyncError;if(asyncResult||_ instanceof Promise)asyncResult=(asyncResult??Promise.resolve()).then(async()=>{await _,payload.issues.length!==currLen&&(attachSchema(payload.issues,currLen,inst),isAborted||=aborted(payload,currLen))});else{if(payload.issues.length===currLen)continue;attachSchema(payload.issues,currLen,inst),isAborted||=aborted(payload,currLen)}}return asyncResult?asyncResult.then(()=>payload):payload},handleCanaryResult=(canary,payload,ctx)=>{if(aborted(canary))return canary.aborted=!0,canary;let checkResult=runChecks(payload,checks,ctx);if(checkResult instanceof Promise){if(ctx.async===!1)throw new $ZodAsyncError;return checkResult.then(checkResult=>inst._zod.parse(checkResult,ctx))}return inst._zod.parse(checkResult,ctx)};inst._zod.run=(payload,ctx)=>{if(ctx.skipChecks)return inst._zod.parse(payload,ctx);if(ctx.direction===`backward`){let canary=inst._zod.parse({value:payload.value,issues:[]},{...ctx,skipChecks:!0});return canary instanceof Promise?canary.then(canary=>handleCanaryResult(canary,payload,ctx)):handleCanaryResult(canary,payload,ctx)}let result=inst._zod.parse(payload,ctx);if(result instanceof Promise){if(ctx.async===!1)throw new $ZodAsyncError;return result.then(result=>runChecks(result,checks,ctx))}return runChecks(result,checks,ctx)}}},{get"~standard"(){return hide(this,`~standard`,standardProps(this))},set"~standard"(value){own(this,`~standard`,value)}}),toStandardResult=(r,ctx)=>r.issues.length?{issues:r.issues.map(iss=>finalizeIssue(iss,ctx,config()))}:{value:r.value};async function validateAsync(inst,value){let ctx={async:!0};return toStandardResult(await inst._zod.run({value,issues:[]},ctx),ctx)}function standardProps(inst){return{validate:value=>{let ctx={async:!1};try{let r=inst._zod.run({value,issues:[]},ctx);if(!(r instanceof Promise))return toStandardResult(r,ctx)}catch{}return validateAsync(inst,value)},vendor:`zod`,version:1}}const $ZodString=/*@__PURE__*/ $constructor(`$ZodString`,(inst,def)=>{$ZodType.init(inst,def),inst._zod.pattern=def.pattern??anyString,inst._zod.parse=(payload,_)=>{if(def.coerce)try{payload.value=String(payload.value)}catch{}return typeof payload.value==`string`||payload.issues.push({expected:`string`,code:`invalid_type`,input:payload.value,inst}),payload}}),$ZodStringFormat=/*@__PURE__*/ $constructor(`$ZodStringFormat`,(inst,def)=>{$ZodCheckStringFormat.init(inst,def),$ZodString.init(inst,def)}),$ZodGUID=/*@__PURE__*/ $constructor(`$ZodGUID`,(inst,def)=>{def.pattern??=guid,$ZodStringFormat.init(inst,def)}),$ZodUUID=/*@__PURE__*/ $constructor(`$ZodUUID`,(inst,def)=>{if(def.version){let v={v1:1,v2:2,v3:3,v4:4,v5:5,v6:6,v7:7,v8:8}[def.version];if(v===void 0)throw Error(`Invalid UUID version: "${def.version}"`);def.pattern??=uuid(v)}else def.pattern??=uuid();$ZodStringFormat.init(inst,def)}),$ZodEmail=/*@__PURE__*/ $constructor(`$ZodEmail`,(inst,def)=>{def.pattern??=email,$ZodStringFormat.init(inst,def)});function canParseURL(input){try{return typeof URL<`u`&&typeof URL.canParse==`function`?URL.canParse(input):(new URL(input),!0)}catch{return!1}}function validateURL(trimmed,def){return!(`normalize`in def)&&!(`hostname`in def)&&!(`protocol`in def)?canParseURL(trimmed)||2:parseURLObject(trimmed,def)}function parseURLObject(trimmed,def){if(!def.normalize&&def.protocol?.source===httpProtocol.source&&!/^https?:\/\//i.test(trimmed))return 1;try{if(typeof URL<`u`){let URLStatic=URL;if(typeof URLStatic.parse==`function`)return URLStatic.parse(trimmed)??2}return new URL(trimmed)}catch{return 2}}const asciiTabOrNewline=/[\t\n\r]/g;function stripTabAndNewline(value){return value.replace(asciiTabOrNewline,``)}function urlHostnameOk(url,hostname){return hostname.lastIndex=0,hostname.test(url.hostname)}function urlProtocolOk(url,protocol){return protocol.lastIndex=0,protocol.test(url.protocol.endsWith(`:`)?url.protocol.slice(0,-1):url.protocol)}const $ZodURL=/*@__PURE__*/ $constructor(`$ZodURL`,(inst,def)=>{$ZodStringFormat.init(inst,def),inst._zod.check=payload=>{try{let trimmed=payload.value.trim(),url=validateURL(trimmed,def);if(url===1){payload.issues.push({code:`invalid_format`,format:`url`,note:`Invalid URL format`,input:payload.value,inst,continue:!def.abort});return}if(url===2){payload.issues.push({code:`invalid_format`,format:`url`,input:payload.value,inst,continue:!def.abort});return}if(url===!0){payload.value=stripTabAndNewline(trimmed);return}def.hostname&&!urlHostnameOk(url,def.hostname)&&payload.issues.push({code:`invalid_format`,format:`url`,note:`Invalid hostname`,pattern:def.hostname.source,input:payload.value,inst,continue:!def.abort}),def.protocol&&!urlProtocolOk(url,def.protocol)&&payload.issues.push({code:`invalid_format`,format:`url`,note:`Invalid protocol`,pattern:def.protocol.source,input:payload.value,inst,continue:!def.abort}),payload.value=def.normalize?url.href:stripTabAndNewline(trimmed);return}catch{payload.issues.push({code:`invalid_format`,format:`url`,input:payload.value,inst,continue:!def.abort})}}}),$ZodEmoji=/*@__PURE__*/ $constructor(`$ZodEmoji`,(inst,def)=>{def.pattern??=emoji(),$ZodStringFormat.init(inst,def)}),$ZodNanoID=/*@__PURE__*/ $constructor(`$ZodNanoID`,(inst,def)=>{if(def.length!==void 0&&(!Number.isInteger(def.length)||def.length<1))throw Error(`Invalid nanoid length: ${def.length}`);def.pattern??=def.length===void 0?nanoid:nanoidOfLength(def.length),$ZodStringFormat.init(inst,def)}),$ZodCUID=/*@__PURE__*/ $constructor(`$ZodCUID`,(inst,def)=>{def.pattern??=cuid,$ZodStringFormat.init(inst,def)}),$ZodCUID2=/*@__PURE__*/ $constructor(`$ZodCUID2`,(inst,def)=>{def.pattern??=cuid2,$ZodStringFormat.init(inst,def)}),$ZodULID=/*@__PURE__*/ $constructor(`$ZodULID`,(inst,def)=>{def.pattern??=ulid,$ZodStringFormat.init(inst,def)}),$ZodXID=/*@__PURE__*/ $constructor(`$ZodXID`,(inst,def)=>{def.pattern??=xid,$ZodStringFormat.init(inst,def)}),$ZodKSUID=/*@__PURE__*/ $constructor(`$ZodKSUID`,(inst,def)=>{def.pattern??=ksuid,$ZodStringFormat.init(inst,def)}),$ZodISODateTime=/*@__PURE__*/ $constructor(`$ZodISODateTime`,(inst,def)=>{def.pattern??=datetime(def),$ZodStringFormat.init(inst,def)}),$ZodISODate=/*@__PURE__*/ $constructor(`$ZodISODate`,(inst,def)=>{def.pattern??=date,$ZodStringFormat.init(inst,def)}),$ZodISOTime=/*@__PURE__*/ $constructor(`$ZodISOTime`,(inst,def)=>{def.pattern??=time(def),$ZodStringFormat.init(inst,def)}),$ZodISODuration=/*@__PURE__*/ $constructor(`$ZodISODuration`,(inst,def)=>{def.pattern??=duration,$ZodStringFormat.init(inst,def)}),$ZodIPv4=/*@__PURE__*/ $constructor(`$ZodIPv4`,(inst,def)=>{def.pattern??=ipv4,$ZodStringFormat.init(inst,def)}),ipv6Alphabet=/^[0-9a-fA-F:.]+$/;function isValidIPv6(value){return ipv6Alphabet.test(value)?canParseURL(`http://[${value}]`):!1}const $ZodIPv6=/*@__PURE__*/ $constructor(`$ZodIPv6`,(inst,def)=>{def.pattern??=ipv6,$ZodStringFormat.init(inst,def),inst._zod.check=payload=>{isValidIPv6(payload.value)||payload.issues.push({code:`invalid_format`,format:`ipv6`,input:payload.value,inst,continue:!def.abort})}}),$ZodCIDRv4=/*@__PURE__*/ $constructor(`$ZodCIDRv4`,(inst,def)=>{def.pattern??=cidrv4,$ZodStringFormat.init(inst,def)});function isValidCIDRv6(value){let parts=value.split(`/`);if(parts.length!==2)return!1;let[address,prefix]=parts;if(!prefix)return!1;let prefixNum=Number(prefix);return`${prefixNum}`!==prefix||prefixNum<0||prefixNum>128?!1:isValidIPv6(address)}const $ZodCIDRv6=/*@__PURE__*/ $constructor(`$ZodCIDRv6`,(inst,def)=>{def.pattern??=cidrv6,$ZodStringFormat.init(inst,def),inst._zod.check=payload=>{isValidCIDRv6(payload.value)||payload.issues.push({code:`invalid_format`,format:`cidrv6`,input:payload.value,inst,continue:!def.abort})}});function isValidBase64(data){if(data===``)return!0;if(/\s/.test(data)||data.length%4!=0)return!1;try{return atob(data),!0}catch{return!1}}const base64Charset=/^[0-9a-zA-Z+/]*={0,2}$/,$ZodBase64=/*@__PURE__*/ $constructor(`$ZodBase64`,(inst,def)=>{def.pattern??=base64Charset,$ZodStringFormat.init(inst,def),inst._zod.check=payload=>{isValidBase64(payload.value)||payload.issues.push({code:`invalid_format`,format:`base64`,input:payload.value,inst,continue:!def.abort})}}),base64urlCharset=/^[A-Za-z0-9_-]*$/;function isValidBase64URL(data){if(!base64urlCharset.test(data))return!1;let base64=data.replace(/[-_]/g,c=>c===`-`?`+`:`/`);return isValidBase64(base64.padEnd(Math.ceil(base64.length/4)*4,`=`))}const $ZodBase64URL=/*@__PURE__*/ $constructor(`$ZodBase64URL`,(inst,def)=>{def.pattern??=base64urlCharset,$ZodStringFormat.init(inst,def),inst._zod.check=payload=>{isValidBase64URL(payload.value)||payload.issues.push({code:`invalid_format`,format:`base64url`,input:payload.value,inst,continue:!def.abort})}}),$ZodE164=/*@__PURE__*/ $constructor(`$ZodE164`,(inst,def)=>{def.pattern??=e164,$ZodStringFormat.init(inst,def)});function isValidJWT(token,algorithm=null){try{let tokensParts=token.split(`.`);if(tokensParts.length!==3)return!1;let[header]=tokensParts;if(!header)return!1;let parsedHeader=JSON.parse(atob(header));return!(`typ`in parsedHeader&&parsedHeader?.typ!==`JWT`||!parsedHeader.alg||algorithm&&(!(`alg`in parsedHeader)||parsedHeader.alg!==algorithm))}catch{return!1}}const $ZodJWT=/*@__PURE__*/ $constructor(`$ZodJWT`,(inst,def)=>{$ZodStringFormat.init(inst,def),inst._zod.check=payload=>{isValidJWT(payload.value,def.alg)||payload.issues.push({code:`invalid_format`,format:`jwt`,input:payload.value,inst,continue:!def.abort})}}),$ZodNumber=/*@__PURE__*/ $constructor(`$ZodNumber`,(inst,def)=>{$ZodType.init(inst,def),inst._zod.pattern=number$1,inst._zod.parse=(payload,_ctx)=>{if(def.coerce)try{payload.value=Number(payload.value)}catch{}let input=payload.value;if(typeof input==`number`&&!Number.isNaN(input)&&Number.isFinite(input))return payload;let received=typeof input==`number`?Number.isNaN(input)?`NaN`:Number.isFinite(input)?void 0:String(input):void 0;return payload.issues.push({expected:`number`,code:`invalid_type`,input,inst,...received?{received}:{}}),payload}}),$ZodNumberFormat=/*@__PURE__*/ $constructor(`$ZodNumberFormat`,(inst,def)=>{$ZodCheckNumberFormat.init(inst,def),$ZodNumber.init(inst,def)}),$ZodBoolean=/*@__PURE__*/ $constructor(`$ZodBoolean`,(inst,def)=>{$ZodType.init(inst,def),inst._zod.pattern=boolean$1,inst._zod.parse=(payload,_ctx)=>{if(def.coerce)try{payload.value=!!payload.value}catch{}let input=payload.value;return typeof input==`boolean`||payload.issues.push({expected:`boolean`,code:`invalid_type`,input,inst}),payload}}),$ZodUnknown=/*@__PURE__*/ $constructor(`$ZodUnknown`,(inst,def)=>{$ZodType.init(inst,def),inst._zod.parse=payload=>payload}),$ZodNever=/*@__PURE__*/ $constructor(`$ZodNever`,(inst,def)=>{$ZodType.init(inst,def),inst._zod.parse=(payload,_ctx)=>(payload.issues.push({expected:`never`,code:`invalid_type`,input:payload.value,inst}),payload)});function capSize(inst,size){let caps=sizeCaps(inst._zod.def.checks);if(!caps.length)return;let cap=Math.min(...caps.map(c=>c[0])),parse=inst._zod.parse;inst._zod.parse=(payload,ctx)=>{let n=size(payload.value);if(n>cap&&!ctx?.skipChecks&&ctx?.direction!==`backward`){for(let[max,ch]of sizeCaps(inst._zod.def.checks))if(n>max&&ch._zod.def.when(payload)){let start=payload.issues.length;return ch._zod.check(payload),payload.issues[start].continue=!1,attachSchema(payload.issues,start,inst),payload}}return parse(payload,ctx)}}const arraySize=input=>Array.isArray(input)?input.length:-1;function handleArrayResult(result,final,index){result.issues.length&&final.issues.push(...prefixIssues(index,result.issues)),final.value[index]=result.value}const $ZodArray=/*@__PURE__*/ $constructor(`$ZodArray`,(inst,def)=>{$ZodType.init(inst,def);let memo=globalConfig.memoizer;memo?.attach(inst),inst._zod.parse=(payload,ctx)=>{let input=payload.value;if(!Array.isArray(input))return payload.issues.push({expected:`array`,code:`invalid_type`,input,inst}),payload;payload.value=memo?memo.alloc(inst,payload,Array(input.length),ctx):Array(input.length);let proms=[],abortEarly=ctx?.abortEarly;for(let i=0;i<input.length;i++){let item=input[i],result=def.element._zod.run({value:item,issues:[]},ctx);if(result instanceof Promise)proms.push(result.then(result=>handleArrayResult(result,payload,i)));else if(handleArrayResult(result,payload,i),abortEarly&&result.issues.length!==0&&aborted(result))break}return proms.length?Promise.all(proms).then(()=>payload):payload},capSize(inst,arraySize)});function handlePropertyResult(result,final,key,input,optin,optout){let isPresent=key in input,isOptionalOut=optout===`optional`;if(isPresent||!isOptionalOut||optin!==`optional`){if(result.issues.length){if(optin!==void 0&&isOptionalOut&&!isPresent)return;final.issues.push(...prefixIssues(key,result.issues))}!isPresent&&optin===void 0?result.issues.length||final.issues.push({code:`invalid_type`,expected:`nonoptional`,input:void 0,path:[key]}):result.value===void 0?(isPresent||optin===`defaulted`&&!isOptionalOut)&&(final.value[key]=void 0):final.value[key]=result.value}}const NO_SYMBOL_KEYS=[];function normalizeDef(def){let keys=Object.keys(def.shape),ownSymbols=Object.getOwnPropertySymbols(def.shape),symbolKeys=ownSymbols.length?ownSymbols:NO_SYMBOL_KEYS,allKeys=symbolKeys.length?[...keys,...symbolKeys]:keys;for(let k of allKeys)if(!def.shape?.[k]?._zod?.traits?.has(`$ZodType`))throw Error(`Invalid element at key "${String(k)}": expected a Zod schema`);let okeys=optionalKeys(def.shape);return{...def,allKeys,symbolKeys,keySet:new Set(keys),numKeys:keys.length,optionalKeys:new Set(okeys)}}function handleCatchall(proms,input,payload,ctx,def,inst,abortEarly){let unrecognized=[],keySet=def.keySet,_catchall=def.catchall._zod,t=_catchall.def.type,optin=_catchall.optin,optout=_catchall.optout,seen=0;for(let key in input){if(abortEarly&&payload.issues.length!==seen){if(aborted(payload,seen))break;seen=payload.issues.length}if(keySet.has(key))continue;if(key===`__proto__`){t===`never`&&unrecognized.push(key);continue}if(t===`never`){unrecognized.push(key);continue}let r=_catchall.run({value:input[key],issues:[]},ctx);r instanceof Promise?proms.push(r.then(r=>handlePropertyResult(r,payload,key,input,optin,optout))):handlePropertyResult(r,payload,key,input,optin,optout)}return unrecognized.length&&payload.issues.push({code:`unrecognized_keys`,keys:unrecognized,input,inst,continue:!0}),proms.length?Promise.all(proms).then(()=>payload):payload}const $ZodObject=/*@__PURE__*/ $constructor(`$ZodObject`,(inst,def)=>{$ZodType.init(inst,def);let desc=Object.getOwnPropertyDescriptor(def,`shape`),sh=desc?.get?desc.get.raw:def.shape??{};if(sh){let get=()=>{let newSh={...sh};return Object.defineProperty(def,"shape",{value:newSh}),get.raw=newSh,newSh};get.raw=sh,Object.defineProperty(def,"shape",{get})}let _normalized=cached(()=>normalizeDef(def));defineLazyInternal(inst,`propValues`,zod=>{let shape=zod.def.shape,propValues={};for(let key in shape){let field=shape[key]._zod;if(field.values){Object.prototype.hasOwnProperty.call(propValues,key)||assignProp(propValues,key,/* @__PURE__ */ new Set);for(let v of field.values)propValues[key].add(v);field.optin!==void 0&&propValues[key].add(void 0)}}return propValues});let isObject$1=isObject,catchall=def.catchall,value,memo=globalConfig.memoizer;memo?.attach(inst),inst._zod.parse=(payload,ctx)=>{value??=_normalized.value;let input=payload.value;if(!isObject$1(input))return payload.issues.push({expected:`object`,code:`invalid_type`,input,inst}),payload;payload.value=memo?memo.alloc(inst,payload,{},ctx):{};let proms=[],shape=value.shape,abortEarly=ctx?.abortEarly,seen=payload.issues.length;for(let key of value.allKeys){if(abortEarly&&payload.issues.length!==seen){if(aborted(payload,seen))break;seen=payload.issues.length}if(key===`__proto__`)continue;let el=shape[key],optin=el._zod.optin,optout=el._zod.optout,r=el._zod.run({value:input[key],issues:[]},ctx);r instanceof Promise?proms.push(r.then(r=>handlePropertyResult(r,payload,key,input,optin,optout))):handlePropertyResult(r,payload,key,input,optin,optout)}return catchall?handleCatchall(proms,input,payload,ctx,_normalized.value,inst,abortEarly===!0):proms.length?Promise.all(proms).then(()=>payload):payload}}),$ZodObjectJIT=/*@__PURE__*/ $constructor(`$ZodObjectJIT`,(inst,def)=>{$ZodObject.init(inst,def);let superParse=inst._zod.parse,_normalized=cached(()=>normalizeDef(def)),memo=globalConfig.memoizer,generateFastpass=shape=>{let normalized=_normalized.value,syms=normalized.symbolKeys,doc=new Doc([`payload`,`ctx`],{shape,inst,memo,syms}),parseStr=k=>`shape[${k}]._zod.run({ value: input[${k}], issues: [] }, ctx)`,prefixStr=(id,k)=>`
          let ${id}_ab = false;
          for (let i = 0; i < ${id}.issues.length; i++) {
            const iss = ${id}.issues[i];
            iss.path = iss.path ? [${k}, ...iss.path] : [${k}];
            payload.issues.push(iss);
            if (iss.continue !== true) ${id}_ab = true;
          }
          if (${id}_ab && ctx && ctx.abortEarly) {
            payload.value = newResult;
            return payload;
          }`;doc.write(`const input = payload.value;`);let ids=Object.create(null),counter=0;for(let key of normalized.allKeys)ids[key]=`key_${counter++}`;doc.write(memo?`const newResult = memo.alloc(inst, payload, {}, ctx);`:`const newResult = {};`);for(let key of normalized.allKeys){if(key===`__proto__`)continue;let id=ids[key],k=typeof key==`symbol`?`syms[${syms.indexOf(key)}]`:esc(key),isPresent=`${k} in input`,schema=shape[key],optin=schema?._zod?.optin,isOptionalIn=optin!==void 0,isOptionalOut=schema?._zod?.optout===`optional`;if(doc.write(`const ${id} = ${parseStr(k)};`),isOptionalIn&&isOptionalOut){let assign=optin===`optional`?`${id}_present`:`${id}.value !== undefined || ${id}_present`;doc.write(`
        const ${id}_present = ${isPresent};
        if (!${id}.issues.length || ${id}_present) {
          if (${id}.issues.length) {${prefixStr(id,k)}
          }

          if (${assign}) {
            newResult[${k}] = ${id}.value;
          }
        }

      `)}else isOptionalIn?(doc.write(`
        if (${id}.issues.length) {${prefixStr(id,k)}
        }
      `),optin===`defaulted`?doc.write(`newResult[${k}] = ${id}.value;`):doc.write(`
        if (${id}.value !== undefined || ${isPresent}) {
          newResult[${k}] = ${id}.value;
        }
      `)):doc.write(`
        const ${id}_present = ${isPresent};
        if (${id}.issues.length) {${prefixStr(id,k)}
        }
        if (!${id}_present && !${id}.issues.length) {
          payload.issues.push({
            code: "invalid_type",
            expected: "nonoptional",
            input: undefined,
            path: [${k}]
          });
          if (ctx && ctx.abortEarly) {
            payload.value = newResult;
            return payload;
          }
        }

        if (${id}_present) {
          newResult[${k}] = ${id}.value;
        }

      `)}return doc.write(`payload.value = newResult;`),doc.write(`return payload;`),doc.compile()},fastpass,isObject$2=isObject,jit=!globalConfig.jitless,fastEnabled=jit&&allowsEval.value,catchall=def.catchall,value;inst._zod.parse=(payload,ctx)=>{value??=_normalized.value;let input=payload.value;return isObject$2(input)?jit&&fastEnabled&&ctx?.async===!1&&ctx.jitless!==!0?(fastpass||=generateFastpass(def.shape),payload=fastpass(payload,ctx),catchall?handleCatchall([],input,payload,ctx,value,inst,ctx?.abortEarly===!0):payload):superParse(payload,ctx):(payload.issues.push({expected:`object`,code:`invalid_type`,input,inst}),payload)}});function handleUnionResults(results,final,inst,ctx){for(let result of results)if(result.issues.length===0)return final.value=result.value,final;let nonaborted=results.filter(r=>!aborted(r));return nonaborted.length===1?(final.value=nonaborted[0].value,nonaborted[0]):(final.issues.push({code:`invalid_union`,input:final.value,inst,errors:results.map(result=>result.issues.map(iss=>finalizeIssue(iss,ctx,config())))}),final)}const $ZodUnion=/*@__PURE__*/ $constructor(`$ZodUnion`,(inst,def)=>{$ZodType.init(inst,def),defineLazyInternal(inst,`optin`,zod=>zod.def.options.some(o=>o._zod.optin===`defaulted`)?`defaulted`:zod.def.options.some(o=>o._zod.optin!==void 0)?`optional`:void 0),defineLazyInternal(inst,`optout`,zod=>zod.def.options.some(o=>o._zod.optout===`optional`)?`optional`:void 0),defineLazyInternal(inst,`values`,zod=>{if(zod.def.options.every(o=>o._zod.values))return new Set(zod.def.options.flatMap(option=>Array.from(option._zod.values)))}),defineLazyInternal(inst,`pattern`,zod=>{if(zod.def.options.every(o=>o._zod.pattern)){let patterns=zod.def.options.map(o=>o._zod.pattern);return RegExp(`^(${patterns.map(p=>cleanRegex(p.source)).join(`|`)})$`)}});let first=def.options.length===1?def.options[0]._zod.run:null;inst._zod.parse=(payload,ctx)=>{if(first)return first(payload,ctx);let async=!1,results=[];for(let option of def.options){let result=option._zod.run({value:payload.value,issues:[]},ctx);if(result instanceof Promise)results.push(result),async=!0;else{if(result.issues.length===0)return result;results.push(result)}}return async?Promise.all(results).then(results=>handleUnionResults(results,payload,inst,ctx)):handleUnionResults(results,payload,inst,ctx)}}),$ZodIntersection=/*@__PURE__*/ $constructor(`$ZodIntersection`,(inst,def)=>{$ZodType.init(inst,def),inst._zod.parse=(payload,ctx)=>{let input=payload.value,left=def.left._zod.run({value:input,issues:[]},ctx),right=def.right._zod.run({value:input,issues:[]},ctx);return left instanceof Promise||right instanceof Promise?Promise.all([left,right]).then(([left,right])=>handleIntersectionResults(payload,left,right)):handleIntersectionResults(payload,left,right)}});function mergeValues(a,b){if(a===b||a instanceof Date&&b instanceof Date&&+a==+b)return{valid:!0,data:a};if(isPlainObject(a)&&isPlainObject(b)){let bKeys=Object.keys(b),sharedKeys=Object.keys(a).filter(key=>bKeys.indexOf(key)!==-1),newObj={...a,...b};Object.prototype.hasOwnProperty.call(newObj,`__proto__`)&&delete newObj.__proto__;for(let key of sharedKeys){if(key===`__proto__`)continue;let sharedValue=mergeValues(a[key],b[key]);if(!sharedValue.valid)return{valid:!1,mergeErrorPath:[key,...sharedValue.mergeErrorPath]};newObj[key]=sharedValue.data}return{valid:!0,data:newObj}}if(Array.isArray(a)&&Array.isArray(b)){if(a.length!==b.length)return{valid:!1,mergeErrorPath:[]};let newArray=[];for(let index=0;index<a.length;index++){let itemA=a[index],itemB=b[index],sharedValue=mergeValues(itemA,itemB);if(!sharedValue.valid)return{valid:!1,mergeErrorPath:[index,...sharedValue.mergeErrorPath]};newArray.push(sharedValue.data)}return{valid:!0,data:newArray}}return{valid:!1,mergeErrorPath:[]}}function handleIntersectionResults(result,left,right){let unrecKeys=/* @__PURE__ */ new Map,unrecIssue,keyIssues=/* @__PURE__ */ new Map,collect=(iss,side)=>{let keys;if(iss.code===`unrecognized_keys`&&!iss.path?.length)unrecIssue??=iss,keys=iss.keys;else if(iss.code===`invalid_key`&&iss.origin===`record`&&iss.path?.length===1){let k=String(iss.path[0]);keyIssues.has(k)||keyIssues.set(k,iss),keys=[k]}else return!1;for(let k of keys)unrecKeys.has(k)||unrecKeys.set(k,{}),unrecKeys.get(k)[side]=!0;return!0};for(let iss of left.issues)collect(iss,`l`)||result.issues.push(iss);for(let iss of right.issues)collect(iss,`r`)||result.issues.push(iss);let bothKeys=[...unrecKeys].filter(([,f])=>f.l&&f.r).map(([k])=>k);if(bothKeys.length){let aggregated=unrecIssue?bothKeys.filter(k=>unrecIssue.keys.includes(k)):[];aggregated.length&&result.issues.push({...unrecIssue,keys:aggregated});for(let k of bothKeys)!aggregated.includes(k)&&keyIssues.has(k)&&result.issues.push(keyIssues.get(k))}let merged=mergeValues(left.value,right.value);if(!merged.valid){if(aborted(result))return result;throw Error(`Unmergable intersection. Error path: ${JSON.stringify(merged.mergeErrorPath)}`)}return result.value=merged.data,result}const $ZodRecord=/*@__PURE__*/ $constructor(`$ZodRecord`,(inst,def)=>{$ZodType.init(inst,def);let memo=globalConfig.memoizer;memo?.attach(inst),inst._zod.parse=(payload,ctx)=>{let input=payload.value;if(!isPlainObject(input))return payload.issues.push({expected:`record`,code:`invalid_type`,input,inst}),payload;let proms=[],values=def.keyType._zod.values;if(values&&!def.partial){payload.value=memo?memo.alloc(inst,payload,{},ctx):{};let recordKeys=/* @__PURE__ */ new Set;for(let key of values)if(typeof key==`string`||typeof key==`number`||typeof key==`symbol`){if(recordKeys.add(typeof key==`number`?key.toString():key),key===`__proto__`)continue;let keyResult=def.keyType._zod.run({value:key,issues:[]},ctx);if(keyResult instanceof Promise)throw Error(`Async schemas not supported in object keys currently`);if(keyResult.issues.length){payload.issues.push({code:`invalid_key`,origin:`record`,issues:keyResult.issues.map(iss=>finalizeIssue(iss,ctx,config())),input:key,path:[key],inst});continue}let outKey=keyResult.value;if(outKey===`__proto__`)continue;let result=def.valueType._zod.run({value:input[key],issues:[]},ctx);result instanceof Promise?proms.push(result.then(result=>{result.issues.length&&payload.issues.push(...prefixIssues(key,result.issues)),payload.value[outKey]=result.value})):(result.issues.length&&payload.issues.push(...prefixIssues(key,result.issues)),payload.value[outKey]=result.value)}let unrecognized;for(let key in input)if(!recordKeys.has(key)){if(def.mode===`loose`){if(key===`__proto__`)continue;payload.value[key]=input[key]}else unrecognized??=[],unrecognized.push(key)}unrecognized&&unrecognized.length>0&&payload.issues.push({code:`unrecognized_keys`,input,inst,keys:unrecognized,continue:!0})}else{payload.value=memo?memo.alloc(inst,payload,{},ctx):{};let unrecognized;for(let key of Reflect.ownKeys(input)){if(key===`__proto__`||!Object.prototype.propertyIsEnumerable.call(input,key))continue;let keyResult=def.keyType._zod.run({value:key,issues:[]},ctx);if(keyResult instanceof Promise)throw Error(`Async schemas not supported in object keys currently`);if(typeof key==`string`&&number$1.test(key)&&keyResult.issues.length){let retryResult=def.keyType._zod.run({value:Number(key),issues:[]},ctx);if(retryResult instanceof Promise)throw Error(`Async schemas not supported in object keys currently`);retryResult.issues.length===0&&(keyResult=retryResult)}if(keyResult.issues.length){def.mode===`loose`?payload.value[key]=input[key]:values?(unrecognized??=[],unrecognized.push(key)):payload.issues.push({code:`invalid_key`,origin:`record`,issues:keyResult.issues.map(iss=>finalizeIssue(iss,ctx,config())),input:key,path:[key],inst});continue}let outKey=keyResult.value;if(outKey===`__proto__`)continue;let result=def.valueType._zod.run({value:input[key],issues:[]},ctx);result instanceof Promise?proms.push(result.then(result=>{result.issues.length&&payload.issues.push(...prefixIssues(key,result.issues)),payload.value[outKey]=result.value})):(result.issues.length&&payload.issues.push(...prefixIssues(key,result.issues)),payload.value[outKey]=result.value)}unrecognized&&unrecognized.length>0&&payload.issues.push({code:`unrecognized_keys`,input,inst,keys:unrecognized,continue:!0})}return proms.length?Promise.all(proms).then(()=>payload):payload}}),$ZodEnum=/*@__PURE__*/ $constructor(`$ZodEnum`,(inst,def)=>{$ZodType.init(inst,def);let values=getEnumValues(def.entries),valuesSet=new Set(values);inst._zod.values=valuesSet,defineLazyInternal(inst,`pattern`,zod=>{let patternValues=getEnumValues(zod.def.entries).filter(k=>propertyKeyTypes.has(typeof k));return RegExp(patternValues.length?`^(${patternValues.map(o=>escapeRegex(o.toString())).join(`|`)})$`:`^[^\\s\\S]$`)}),inst._zod.parse=(payload,_ctx)=>{let input=payload.value;return valuesSet.has(input)||payload.issues.push({code:`invalid_value`,values,input,inst}),payload}}),$ZodLiteral=/*@__PURE__*/ $constructor(`$ZodLiteral`,(inst,def)=>{$ZodType.init(inst,def);let values=new Set(def.values);inst._zod.values=values,defineLazyInternal(inst,`pattern`,zod=>{let vals=zod.def.values;return RegExp(vals.length?`^(${vals.map(o=>typeof o==`string`?escapeRegex(o):o?escapeRegex(o.toString()):String(o)).join(`|`)})$`:`^[^\\s\\S]$`)}),inst._zod.parse=(payload,_ctx)=>{let input=payload.value;return values.has(input)||payload.issues.push({code:`invalid_value`,values:def.values,input,inst}),payload}}),$ZodTransform=/*@__PURE__*/ $constructor(`$ZodTransform`,(inst,def)=>{$ZodType.init(inst,def),inst._zod.optin=`optional`,globalConfig.memoizer?.guard(inst),inst._zod.parse=(payload,ctx)=>{if(ctx.direction===`backward`)throw new $ZodEncodeError(inst.constructor.name);let _out=def.transform(payload.value,payload);if(ctx.async)return(_out instanceof Promise?_out:Promise.resolve(_out)).then(output=>(payload.value=output,payload));if(_out instanceof Promise)throw new $ZodAsyncError;return payload.value=_out,payload}});function handleOptionalResult(payload,result){return payload.value=result.issues.length?void 0:result.value,payload}const $ZodOptional=/*@__PURE__*/ $constructor(`$ZodOptional`,(inst,def)=>{$ZodType.init(inst,def),defineLazyInternal(inst,`optin`,zod=>zod.def.innerType._zod.optin===`defaulted`?`defaulted`:`optional`),inst._zod.optout=`optional`,defineLazyInternal(inst,`values`,zod=>{let values=zod.def.innerType._zod.values;return values?/* @__PURE__ */ new Set([...values,void 0]):void 0}),defineLazyInternal(inst,`pattern`,zod=>{let pattern=zod.def.innerType._zod.pattern;return pattern?RegExp(`^(${cleanRegex(pattern.source)})?$`):void 0}),inst._zod.parse=(payload,ctx)=>{if(payload.value===void 0){if(def.innerType._zod.optin!==`defaulted`)return payload;let result=def.innerType._zod.run({value:payload.value,issues:[]},ctx);return result instanceof Promise?result.then(result=>handleOptionalResult(payload,result)):handleOptionalResult(payload,result)}return def.innerType._zod.run(payload,ctx)}}),$ZodExactOptional=/*@__PURE__*/ $constructor(`$ZodExactOptional`,(inst,def)=>{$ZodOptional.init(inst,def),defineLazyInternal(inst,`values`,zod=>zod.def.innerType._zod.values),defineLazyInternal(inst,`pattern`,zod=>zod.def.innerType._zod.pattern),inst._zod.parse=(payload,ctx)=>def.innerType._zod.run(payload,ctx)}),$ZodNullable=/*@__PURE__*/ $constructor(`$ZodNullable`,(inst,def)=>{$ZodType.init(inst,def),defineLazyInternal(inst,`optin`,zod=>zod.def.innerType._zod.optin),defineLazyInternal(inst,`optout`,zod=>zod.def.innerType._zod.optout),defineLazyInternal(inst,`pattern`,zod=>{let pattern=zod.def.innerType._zod.pattern;return pattern?RegExp(`^(${cleanRegex(pattern.source)}|null)$`):void 0}),defineLazyInternal(inst,`values`,zod=>zod.def.innerType._zod.values?/* @__PURE__ */ new Set([...zod.def.innerType._zod.values,null]):void 0),inst._zod.parse=(payload,ctx)=>payload.value===null?payload:def.innerType._zod.run(payload,ctx)}),$ZodDefault=/*@__PURE__*/ $constructor(`$ZodDefault`,(inst,def)=>{$ZodType.init(inst,def),inst._zod.optin=`defaulted`,defineLazyInternal(inst,`values`,zod=>zod.def.innerType._zod.values),inst._zod.parse=(payload,ctx)=>{if(ctx.direction===`backward`)return def.innerType._zod.run(payload,ctx);if(payload.value===void 0)return payload.value=def.defaultValue,payload;let result=def.innerType._zod.run(payload,ctx);return result instanceof Promise?result.then(result=>handleDefaultResult(result,def)):handleDefaultResult(result,def)}});function handleDefaultResult(payload,def){return payload.value===void 0&&(payload.value=def.defaultValue),payload}const $ZodPrefault=/*@__PURE__*/ $constructor(`$ZodPrefault`,(inst,def)=>{$ZodType.init(inst,def),inst._zod.optin=`defaulted`,defineLazyInternal(inst,`values`,zod=>zod.def.innerType._zod.values),inst._zod.parse=(payload,ctx)=>(ctx.direction===`backward`||payload.value===void 0&&(payload.value=def.defaultValue),def.innerType._zod.run(payload,ctx))}),$ZodNonOptional=/*@__PURE__*/ $constructor(`$ZodNonOptional`,(inst,def)=>{$ZodType.init(inst,def),defineLazyInternal(inst,`values`,zod=>{let v=zod.def.innerType._zod.values;return v?new Set([...v].filter(x=>x!==void 0)):void 0}),inst._zod.parse=(payload,ctx)=>{let result=def.innerType._zod.run(payload,ctx);return result instanceof Promise?result.then(result=>handleNonOptionalResult(result,inst)):handleNonOptionalResult(result,inst)}});function handleNonOptionalResult(payload,inst){return!payload.issues.length&&payload.value===void 0&&payload.issues.push({code:`invalid_type`,expected:`nonoptional`,input:payload.value,inst}),payload}function handleCatchResult(payload,result,def,ctx){return result.issues.length?(payload.value=def.catchValue({...result,value:payload.value,error:{issues:result.issues.map(iss=>finalizeIssue(iss,ctx,config()))},input:payload.value}),payload):(payload.value=result.value,result.memo&&(payload.memo=!0),payload)}const $ZodCatch=/*@__PURE__*/ $constructor(`$ZodCatch`,(inst,def)=>{$ZodType.init(inst,def),defineLazyInternal(inst,`optin`,zod=>zod.def.innerType._zod.optin===`defaulted`?`defaulted`:`optional`),defineLazyInternal(inst,`optout`,zod=>zod.def.innerType._zod.optout),defineLazyInternal(inst,`values`,zod=>zod.def.innerType._zod.values),inst._zod.parse=(payload,ctx)=>{if(ctx.direction===`backward`)return def.innerType._zod.run(payload,ctx);let result=def.innerType._zod.run({value:payload.value,issues:[]},ctx);return result instanceof Promise?result.then(result=>handleCatchResult(payload,result,def,ctx)):handleCatchResult(payload,result,def,ctx)}}),$ZodPipe=/*@__PURE__*/ $constructor(`$ZodPipe`,(inst,def)=>{$ZodType.init(inst,def),defineLazyInternal(inst,`values`,zod=>zod.def.in._zod.values),defineLazyInternal(inst,`optin`,zod=>zod.def.in._zod.optin),defineLazyInternal(inst,`optout`,zod=>zod.def.out._zod.optout),defineLazyInternal(inst,`propValues`,zod=>zod.def.in._zod.propValues),inst._zod.parse=(payload,ctx)=>{if(ctx.direction===`backward`){let right=def.out._zod.run(payload,ctx);return right instanceof Promise?right.then(right=>handlePipeResult(right,def.in,ctx)):handlePipeResult(right,def.in,ctx)}let left=def.in._zod.run(payload,ctx);return left instanceof Promise?left.then(left=>handlePipeResult(left,def.out,ctx)):handlePipeResult(left,def.out,ctx)}});function handlePipeResult(left,next,ctx){return left.issues.some(iss=>iss.code!==`unrecognized_keys`)?(left.aborted=!0,left):next._zod.run({value:left.value,issues:left.issues},ctx)}const $ZodReadonly=/*@__PURE__*/ $constructor(`$ZodReadonly`,(inst,def)=>{$ZodType.init(inst,def),defineLazyInternal(inst,`propValues`,zod=>zod.def.innerType._zod.propValues),defineLazyInternal(inst,`values`,zod=>zod.def.innerType._zod.values),defineLazyInternal(inst,`optin`,zod=>zod.def.innerType?._zod?.optin),defineLazyInternal(inst,`optout`,zod=>zod.def.innerType?._zod?.optout),inst._zod.parse=(payload,ctx)=>{if(ctx.direction===`backward`)return def.innerType._zod.run(payload,ctx);let result=def.innerType._zod.run(payload,ctx);return result instanceof Promise?result.then(handleReadonlyResult):handleReadonlyResult(result)}});function handleReadonlyResult(payload){return payload.memo||(payload.value=Object.freeze(payload.value)),payload}const $ZodLazy=/*@__PURE__*/ $constructor(`$ZodLazy`,(inst,def)=>{$ZodType.init(inst,def),defineLazy(inst._zod,`innerType`,()=>{let d=def;return d._cachedInner||=def.getter(),d._cachedInner}),defineLazyInternal(inst,`pattern`,zod=>zod.innerType?._zod?.pattern),defineLazyInternal(inst,`propValues`,zod=>zod.innerType?._zod?.propValues),defineLazyInternal(inst,`optin`,zod=>zod.innerType?._zod?.optin??void 0),defineLazyInternal(inst,`optout`,zod=>zod.innerType?._zod?.optout??void 0),inst._zod.parse=(payload,ctx)=>inst._zod.innerType._zod.run(payload,ctx)}),$ZodCustom=/*@__PURE__*/ $constructor(`$ZodCustom`,(inst,def)=>{$ZodCheck.init(inst,def),$ZodType.init(inst,def),inst._zod.parse=(payload,_)=>payload,inst._zod.check=payload=>{let input=payload.value,r=def.fn(input);if(r instanceof Promise)return r.then(r=>handleRefineResult(r,payload,input,inst));handleRefineResult(r,payload,input,inst)}});function handleRefineResult(result,payload,input,inst){if(!result){let _iss={code:`custom`,input,inst,path:[...inst._zod.def.path??[]],continue:!inst._zod.def.abort};inst._zod.def.params&&(_iss.params=inst._zod.def.params),payload.issues.push(issue(_iss))}}var $ZodCyclicError=class extends Error{constructor(){super(`Cannot parse a reference cycle that closes through a transform`),this.name=`ZodCyclicError`}};const STATE=`~memo`,NO_ISSUES=[];function isRef(value){return typeof value==`object`&&!!value}function cloneIssues(issues){return issues.map(iss=>iss.path?{...iss,path:iss.path.slice()}:{...iss})}const recursive=/*@__PURE__*/ new WeakMap;function isRecursive(inst,stack,resolve){let cached=recursive.get(inst);if(cached!==void 0)return cached?2:0;if(stack.has(inst))return 2;stack.add(inst);let result=0,check=child=>{if(result!==2&&child?._zod){let answer=isRecursive(child,stack,resolve);answer>result&&(result=answer)}},shape=(sh,spread)=>{let answer=0;for(let key of Reflect.ownKeys(sh)){let desc=Object.getOwnPropertyDescriptor(sh,key);if(spread&&!desc.enumerable)continue;let child=desc.get?1:desc.value?._zod?isRecursive(desc.value,stack,resolve):0;child>answer&&(answer=child)}return answer},merge=answer=>{answer>result&&(result=answer)},def=inst._zod.def;switch(def.type){case`object`:{let raw=rawShape(def);merge(raw?shape(raw,!0):1),check(def.catchall);break}case`array`:check(def.element);break;case`tuple`:for(let el of def.items)check(el);check(def.rest);break;case`record`:case`map`:check(def.keyType),check(def.valueType);break;case`set`:check(def.valueType);break;case`union`:for(let el of def.options)check(el);break;case`intersection`:check(def.left),check(def.right);break;case`optional`:case`nullable`:case`default`:case`prefault`:case`catch`:case`readonly`:case`nonoptional`:case`promise`:case`success`:check(def.innerType);break;case`pipe`:check(def.in),check(def.out);break;case`function`:check(def.input),check(def.output);break;case`lazy`:{let inner=def._cachedInner??(resolve?inst._zod.innerType:void 0);merge(inner?isRecursive(inner,stack,!1):1);break}case`template_literal`:case`string`:case`number`:case`int`:case`boolean`:case`bigint`:case`symbol`:case`undefined`:case`null`:case`void`:case`never`:case`any`:case`unknown`:case`date`:case`nan`:case`enum`:case`literal`:case`file`:case`transform`:case`custom`:break;default:for(let key in def){let desc=Object.getOwnPropertyDescriptor(def,key);if(!desc||desc.get)continue;let value=desc.value;if(value&&typeof value==`object`){if(value._zod)check(value);else if(Array.isArray(value))for(let el of value)check(el)}}}return stack.delete(inst),settle(inst,result)}function settle(inst,answer){return answer!==1&&recursive.set(inst,answer===2),answer}function bucketFor(state,inst){let bucket=state.buckets.get(inst);return bucket||(bucket=/* @__PURE__ */ new WeakMap,state.buckets.set(inst,bucket)),bucket}let handoff;const open=[],memo={alloc(_inst,payload,empty){let bucket=handoff;if(!bucket)return empty;handoff=void 0;let entry={value:empty,issues:null};return bucket.set(payload.value,entry),open.push(entry),empty},guard(inst){var _a;(_a=inst._zod).deferred??(_a.deferred=[]),inst._zod.deferred.push(()=>{let base=inst._zod.parse,wrapped=(payload,ctx)=>{if(ctx.direction!==`backward`&&isBackEdge(ctx,payload.value))throw new $ZodCyclicError;return base(payload,ctx)};inst._zod.parse=wrapped,inst._zod.run===base&&(inst._zod.run=wrapped)})},attach(inst){var _a;let isRecursiveInst,rechecked=!1,lastCtx,lastBucket;(_a=inst._zod).deferred??(_a.deferred=[]),inst._zod.deferred.push(()=>{let base=inst._zod.parse,wrapped=(payload,ctx)=>{if(isRecursiveInst===void 0){let walked=isRecursive(inst,/* @__PURE__ */ new Set,!1);if(walked===0)return inst._zod.parse=base,inst._zod.run===wrapped&&(inst._zod.run=base),base(payload,ctx);walked===2||rechecked?isRecursiveInst=!0:rechecked=!0}let input=payload.value;if(!isRef(input))return base(payload,ctx);let state=ctx[STATE];state||(state={buckets:/* @__PURE__ */ new WeakMap,backEdges:void 0},ctx[STATE]=state);let bucket;lastCtx===ctx?bucket=lastBucket:(bucket=bucketFor(state,inst),lastCtx=ctx,lastBucket=bucket);let hit=bucket.get(input);if(hit)return payload.value=hit.value,hit.issues?hit.issues.length&&payload.issues.push(...cloneIssues(hit.issues)):(payload.memo=!0,state.backEdges??(state.backEdges=/* @__PURE__ */ new WeakSet),state.backEdges.add(hit.value)),payload;handoff=bucket;let depth=open.length,result=base(payload,ctx);handoff=void 0;let entry=open.length>depth?open.pop():void 0;return result instanceof Promise?result.then(r=>(entry&&(entry.issues=r.issues.length?cloneIssues(r.issues):NO_ISSUES),r)):(entry&&(entry.issues=result.issues.length?cloneIssues(result.issues):NO_ISSUES),result)};inst._zod.parse=wrapped,inst._zod.run===base&&(inst._zod.run=wrapped)})}};function memoizer(){return memo}function isBackEdge(ctx,value){let backEdges=ctx[STATE]?.backEdges;return backEdges!==void 0&&isRef(value)&&backEdges.has(value)}const error=()=>{let Sizable={string:{unit:`characters`,verb:`to have`},file:{unit:`bytes`,verb:`to have`},array:{unit:`items`,verb:`to have`},set:{unit:`items`,verb:`to have`},map:{unit:`entries`,verb:`to have`}};function getSizing(origin){return Sizable[origin]??null}let FormatDictionary={regex:`input`,email:`email address`,url:`URL`,emoji:`emoji`,uuid:`UUID`,uuidv4:`UUIDv4`,uuidv6:`UUIDv6`,nanoid:`nanoid`,guid:`GUID`,cuid:`cuid`,cuid2:`cuid2`,ulid:`ULID`,xid:`XID`,ksuid:`KSUID`,datetime:`ISO datetime`,date:`ISO date`,time:`ISO time`,duration:`ISO duration`,ipv4:`IPv4 address`,ipv6:`IPv6 address`,mac:`MAC address`,cidrv4:`IPv4 range`,cidrv6:`IPv6 range`,base64:`base64-encoded string`,base64url:`base64url-encoded string`,json_string:`JSON string`,e164:`E.164 number`,currency_code:`currency code`,credit_card:`credit card number`,iban:`IBAN`,jwt:`JWT`,template_literal:`input`},TypeDictionary={nan:`NaN`};function getTypeName(type,input){return type===`number`&&typeof input==`number`&&!Number.isFinite(input)?String(input):TypeDictionary[type]??type}return issue=>{switch(issue.code){case`invalid_type`:return`Invalid input: expected ${getTypeName(issue.expected)}, received ${getTypeName(parsedType(issue.input),issue.input)}`;case`invalid_value`:return issue.values.length===1?`Invalid input: expected ${stringifyPrimitive(issue.values[0])}`:`Invalid option: expected one of ${joinValues(issue.values,`|`)}`;case`too_big`:{let adj=issue.exact?`exactly `:issue.inclusive?`<=`:`<`,sizing=getSizing(issue.origin);return sizing?`Too big: expected ${issue.origin??`value`} to have ${adj}${issue.maximum.toString()} ${sizing.unit??`elements`}`:`Too big: expected ${issue.origin??`value`} to be ${adj}${issue.maximum.toString()}`}case`too_small`:{let adj=issue.exact?`exactly `:issue.inclusive?`>=`:`>`,sizing=getSizing(issue.origin);return sizing?`Too small: expected ${issue.origin} to have ${adj}${issue.minimum.toString()} ${sizing.unit}`:`Too small: expected ${issue.origin} to be ${adj}${issue.minimum.toString()}`}case`invalid_format`:{let _issue=issue;return _issue.format===`starts_with`?`Invalid string: must start with "${_issue.prefix}"`:_issue.format===`ends_with`?`Invalid string: must end with "${_issue.suffix}"`:_issue.format===`includes`?`Invalid string: must include "${_issue.includes}"`:_issue.format===`regex`?`Invalid string: must match pattern ${_issue.pattern}`:`Invalid ${FormatDictionary[_issue.format]??issue.format}`}case`not_multiple_of`:return`Invalid number: must be a multiple of ${issue.divisor}`;case`unrecognized_keys`:return`Unrecognized key${issue.keys.length>1?`s`:``}: ${joinValues(issue.keys,`, `)}`;case`invalid_key`:return`Invalid key in ${issue.origin}`;case`invalid_union`:return issue.options&&Array.isArray(issue.options)&&issue.options.length>0?`Invalid discriminator value. Expected ${issue.options.map(o=>`'${o}'`).join(` | `)}`:issue.inclusive===!1?`Invalid input: more than one option matched`:`Invalid input`;case`invalid_element`:return`Invalid value in ${issue.origin}`;default:return`Invalid input`}}};function en_default(){return{localeError:error()}}var _a,$ZodRegistry=class{constructor(){this._map=/* @__PURE__ */ new WeakMap,this._idmap=/* @__PURE__ */ new Map}add(schema,..._meta){let meta=_meta[0];return this._map.set(schema,meta),meta&&typeof meta==`object`&&`id`in meta&&this._idmap.set(meta.id,schema),this}clear(){return this._map=/* @__PURE__ */ new WeakMap,this._idmap=/* @__PURE__ */ new Map,this}remove(schema){let meta=this._map.get(schema);return meta&&typeof meta==`object`&&`id`in meta&&this._idmap.delete(meta.id),this._map.delete(schema),this}get(schema){let p=schema._zod.parent;if(p){let pm={...this.get(p)??{}};delete pm.id;let f={...pm,...this._map.get(schema)};return Object.keys(f).length?f:void 0}return this._map.get(schema)}has(schema){return this._map.has(schema)}};function registry(){return new $ZodRegistry}(_a=globalThis).__zod_globalRegistry??(_a.__zod_globalRegistry=registry());const globalRegistry=globalThis.__zod_globalRegistry;function snapshotChecks(def){return def.checks&&=[...def.checks],def}// @__NO_SIDE_EFFECTS__
function _string(Class,params){return new Class(snapshotChecks({type:`string`,...normalizeParams(params)}))}// @__NO_SIDE_EFFECTS__
function _email(Class,params){return new Class({type:`string`,format:`email`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _guid(Class,params){return new Class({type:`string`,format:`guid`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _uuid(Class,params){return new Class({type:`string`,format:`uuid`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _uuidv4(Class,params){return new Class({type:`string`,format:`uuid`,check:`string_format`,abort:!1,version:`v4`,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _uuidv6(Class,params){return new Class({type:`string`,format:`uuid`,check:`string_format`,abort:!1,version:`v6`,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _uuidv7(Class,params){return new Class({type:`string`,format:`uuid`,check:`string_format`,abort:!1,version:`v7`,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _url(Class,params){return new Class({type:`string`,format:`url`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _emoji(Class,params){return new Class({type:`string`,format:`emoji`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _nanoid(Class,params){return new Class({type:`string`,format:`nanoid`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _cuid(Class,params){return new Class({type:`string`,format:`cuid`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _cuid2(Class,params){return new Class({type:`string`,format:`cuid2`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _ulid(Class,params){return new Class({type:`string`,format:`ulid`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _xid(Class,params){return new Class({type:`string`,format:`xid`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _ksuid(Class,params){return new Class({type:`string`,format:`ksuid`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _ipv4(Class,params){return new Class({type:`string`,format:`ipv4`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _ipv6(Class,params){return new Class({type:`string`,format:`ipv6`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _cidrv4(Class,params){return new Class({type:`string`,format:`cidrv4`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _cidrv6(Class,params){return new Class({type:`string`,format:`cidrv6`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _base64(Class,params){return new Class({type:`string`,format:`base64`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _base64url(Class,params){return new Class({type:`string`,format:`base64url`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _e164(Class,params){return new Class({type:`string`,format:`e164`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _jwt(Class,params){return new Class({type:`string`,format:`jwt`,check:`string_format`,abort:!1,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _isoDateTime(Class,params){return new Class({type:`string`,format:`datetime`,check:`string_format`,offset:!1,local:!1,precision:null,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _isoDate(Class,params){return new Class({type:`string`,format:`date`,check:`string_format`,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _isoTime(Class,params){return new Class({type:`string`,format:`time`,check:`string_format`,precision:null,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _isoDuration(Class,params){return new Class({type:`string`,format:`duration`,check:`string_format`,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _number(Class,params){return new Class(snapshotChecks({type:`number`,checks:[],...normalizeParams(params)}))}// @__NO_SIDE_EFFECTS__
function _int(Class,params){return new Class({type:`number`,check:`number_format`,abort:!1,format:`safeint`,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _boolean(Class,params){return new Class({type:`boolean`,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _unknown(Class){return new Class({type:`unknown`})}// @__NO_SIDE_EFFECTS__
function _never(Class,params){return new Class({type:`never`,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _lt(value,params){return new $ZodCheckLessThan({check:`less_than`,...normalizeParams(params),value,inclusive:!1})}// @__NO_SIDE_EFFECTS__
function _lte(value,params){return new $ZodCheckLessThan({check:`less_than`,...normalizeParams(params),value,inclusive:!0})}// @__NO_SIDE_EFFECTS__
function _gt(value,params){return new $ZodCheckGreaterThan({check:`greater_than`,...normalizeParams(params),value,inclusive:!1})}// @__NO_SIDE_EFFECTS__
function _gte(value,params){return new $ZodCheckGreaterThan({check:`greater_than`,...normalizeParams(params),value,inclusive:!0})}// @__NO_SIDE_EFFECTS__
function _multipleOf(value,params){return new $ZodCheckMultipleOf({check:`multiple_of`,...normalizeParams(params),value})}// @__NO_SIDE_EFFECTS__
function _maxLength(maximum,params){return new $ZodCheckMaxLength({check:`max_length`,...normalizeParams(params),maximum})}// @__NO_SIDE_EFFECTS__
function _minLength(minimum,params){return new $ZodCheckMinLength({check:`min_length`,...normalizeParams(params),minimum})}// @__NO_SIDE_EFFECTS__
function _length(length,params){return new $ZodCheckLengthEquals({check:`length_equals`,...normalizeParams(params),length})}// @__NO_SIDE_EFFECTS__
function _regex(pattern,params){return new $ZodCheckRegex({check:`string_format`,format:`regex`,...normalizeParams(params),pattern})}// @__NO_SIDE_EFFECTS__
function _lowercase(params){return new $ZodCheckLowerCase({check:`string_format`,format:`lowercase`,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _uppercase(params){return new $ZodCheckUpperCase({check:`string_format`,format:`uppercase`,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _includes(includes,params){return new $ZodCheckIncludes({check:`string_format`,format:`includes`,...normalizeParams(params),includes})}// @__NO_SIDE_EFFECTS__
function _startsWith(prefix,params){return new $ZodCheckStartsWith({check:`string_format`,format:`starts_with`,...normalizeParams(params),prefix})}// @__NO_SIDE_EFFECTS__
function _endsWith(suffix,params){return new $ZodCheckEndsWith({check:`string_format`,format:`ends_with`,...normalizeParams(params),suffix})}// @__NO_SIDE_EFFECTS__
function _overwrite(tx){return new $ZodCheckOverwrite({check:`overwrite`,tx})}// @__NO_SIDE_EFFECTS__
function _normalize(form){return/* @__PURE__ */ _overwrite(input=>input.normalize(form))}// @__NO_SIDE_EFFECTS__
function _trim(){return/* @__PURE__ */ _overwrite(input=>input.trim())}// @__NO_SIDE_EFFECTS__
function _toLowerCase(){return/* @__PURE__ */ _overwrite(input=>input.toLowerCase())}// @__NO_SIDE_EFFECTS__
function _toUpperCase(){return/* @__PURE__ */ _overwrite(input=>input.toUpperCase())}// @__NO_SIDE_EFFECTS__
function _slugify(){return/* @__PURE__ */ _overwrite(input=>slugify(input))}// @__NO_SIDE_EFFECTS__
function _array(Class,element,params){return new Class({type:`array`,element,...normalizeParams(params)})}// @__NO_SIDE_EFFECTS__
function _refine(Class,fn,_params){return new Class({type:`custom`,check:`custom`,fn,...normalizeParams(_params)})}// @__NO_SIDE_EFFECTS__
function _superRefine(fn,params){let ch=/* @__PURE__ */ _check(payload=>(payload.addIssue=issue$2=>{if(typeof issue$2==`string`)payload.issues.push(issue(issue$2,payload.value,ch._zod.def));else{let _issue=issue$2;_issue.fatal&&(_issue.continue=!1),_issue.code??=`custom`,`input`in _issue||(_issue.input=payload.value),_issue.inst??=ch,_issue.continue??=!ch._zod.def.abort,payload.issues.push(issue(_issue))}},fn(payload.value,payload)),params);return ch}// @__NO_SIDE_EFFECTS__
function _check(fn,params){let ch=new $ZodCheck({check:`custom`,...normalizeParams(params)});return ch._zod.check=fn,ch}function assignProps(target,...sources){for(let source of sources)for(let key of Reflect.ownKeys(source))Object.prototype.propertyIsEnumerable.call(source,key)&&assignProp(target,key,source[key]);return target}function initializeContext(params){let target=params?.target??`draft-2020-12`;return target===`draft-4`&&(target=`draft-04`),target===`draft-7`&&(target=`draft-07`),{processors:params.processors??{},metadataRegistry:params?.metadata??globalRegistry,target,unrepresentable:params?.unrepresentable??`throw`,override:params?.override??(()=>{}),io:params?.io??`output`,counter:0,seen:/* @__PURE__ */ new Map,sharedDefsExtractedFor:void 0,sharedEmitDoneFor:void 0,cycles:params?.cycles??`ref`,reused:params?.reused??`inline`,intersections:[],deferred:[],external:params?.external??void 0}}function handleUnrepresentable(schema,ctx,json,params,message){let result=typeof ctx.unrepresentable==`function`?ctx.unrepresentable({zodSchema:schema,path:params.path,message}):ctx.unrepresentable;if(result===`any`)return!1;if(result===void 0||result===`throw`)throw Error(message);return Object.assign(json,result),!0}function processSchema(schema,ctx,_params={path:[],schemaPath:[]}){var _a;let def=schema._zod.def,seen=ctx.seen.get(schema);if(seen)return seen.count++,_params.schemaPath.includes(schema)&&(seen.cycle=_params.path),seen.schema;let result={schema:{},count:1,cycle:void 0,path:_params.path};ctx.seen.set(schema,result),ctx.sharedDefsExtractedFor=void 0,ctx.sharedEmitDoneFor=void 0;let overrideSchema=schema._zod.toJSONSchema?.();if(overrideSchema)result.schema=overrideSchema;else{let params={..._params,schemaPath:[..._params.schemaPath,schema],path:_params.path};if(schema._zod.processJSONSchema)schema._zod.processJSONSchema(ctx,result.schema,params);else{let _json=result.schema,processor=ctx.processors[def.type];if(!processor)throw Error(`[toJSONSchema]: Non-representable type encountered: ${def.type}`);processor(schema,ctx,_json,params)}let parent=schema._zod.parent;parent&&(result.ref||=parent,processSchema(parent,ctx,params),ctx.seen.get(parent).isParent=!0)}let meta=ctx.metadataRegistry.get(schema);return meta&&assignProps(result.schema,meta),ctx.io===`input`&&isTransforming(schema)&&(delete result.schema.examples,delete result.schema.default),ctx.io===`input`&&`_prefault`in result.schema&&((_a=result.schema).default??(_a.default=result.schema._prefault)),delete result.schema._prefault,ctx.seen.get(schema).schema}function encodeJSONPointerSegment(segment){return segment.replace(/~/g,`~0`).replace(/\//g,`~1`)}function extractDefs(ctx,schema){let root=ctx.seen.get(schema);if(!root)throw Error(`Unprocessed schema. This is a bug in Zod.`);if(ctx.external&&ctx.sharedDefsExtractedFor===ctx.external)return;let idToSchema=/* @__PURE__ */ new Map;for(let entry of ctx.seen.entries()){let id=ctx.metadataRegistry.get(entry[0])?.id;if(id){let existing=idToSchema.get(id);if(existing&&existing!==entry[0])throw Error(`Duplicate schema id "${id}" detected during JSON Schema conversion. Two different schemas cannot share the same id when converted together.`);idToSchema.set(id,entry[0])}}let makeURI=entry=>{let defsSegment=ctx.target===`draft-2020-12`?`$defs`:`definitions`;if(ctx.external){let externalId=ctx.external.registry.get(entry[0])?.id,uriGenerator=ctx.external.uri??(id=>id);if(externalId)return{ref:uriGenerator(externalId)};let id=entry[1].defId??entry[1].schema.id??`schema${ctx.counter++}`;return entry[1].defId=id,{defId:id,ref:`${uriGenerator(`__shared`)}#/${defsSegment}/${encodeJSONPointerSegment(id)}`}}let defUriPrefix=`#/${defsSegment}/`;if(entry[1]===root&&!entry[1].schema.id)return{ref:`#`};let defId=entry[1].schema.id??`__schema${ctx.counter++}`;return{defId,ref:defUriPrefix+encodeJSONPointerSegment(defId)}},extractToDef=entry=>{if(entry[1].schema.$ref)return;let seen=entry[1],{ref,defId}=makeURI(entry);seen.def={...seen.schema},defId&&(seen.defId=defId);let schema=seen.schema;for(let key in schema)delete schema[key];schema.$ref=ref};if(ctx.cycles===`throw`)for(let entry of ctx.seen.entries()){let seen=entry[1];if(seen.cycle)throw Error(`Cycle detected: #/${seen.cycle?.join(`/`)}/<root>

Set the \`cycles\` parameter to \`"ref"\` to resolve cyclical schemas with defs.`)}for(let entry of ctx.seen.entries()){let seen=entry[1];if(schema===entry[0])extractToDef(entry);else{if(ctx.external){let ext=ctx.external.registry.get(entry[0])?.id;if(schema!==entry[0]&&ext){extractToDef(entry);continue}}(ctx.metadataRegistry.get(entry[0])?.id||seen.cycle||seen.count>1&&ctx.reused===`ref`)&&extractToDef(entry)}}ctx.external&&(ctx.sharedDefsExtractedFor=ctx.external)}function compactTypeUnion(schema){let options=schema.anyOf;if(!Array.isArray(options)||options.length===0||schema.type!==void 0)return;let types=[];for(let option of options){if(!option||typeof option!=`object`)return;compactTypeUnion(option);let keys=Object.keys(option);if(keys.length!==1||keys[0]!==`type`)return;let type=option.type;for(let member of Array.isArray(type)?type:[type]){if(typeof member!=`string`)return;types.includes(member)||types.push(member)}}delete schema.anyOf,schema.type=types.length===1?types[0]:types}const FOLDABLE_KEYS=/* @__PURE__ */ new Set([`type`,`properties`,`required`,`additionalProperties`]),UNION_KEYS=[`oneOf`,`anyOf`];function undeclaredConstraint(member){let extra=member.additionalProperties;return extra===void 0||extra===!1||typeof extra!=`object`||!extra?null:Object.keys(extra).length?extra:null}function foldObjects(members){let objects=[];for(let member of members){if(typeof member!=`object`||member.type!==`object`)return null;for(let key in member)if(!FOLDABLE_KEYS.has(key))return null;objects.push(member)}let properties={},required=/* @__PURE__ */ new Set;for(let object of objects){for(let key in object.properties){if(Object.prototype.hasOwnProperty.call(properties,key))continue;let parts=[];for(let other of objects){let part=other.properties?.[key]??undeclaredConstraint(other);part!=null&&(parts.some(seen=>JSON.stringify(seen)===JSON.stringify(part))||parts.push(part))}assignProp(properties,key,parts.length===1?parts[0]:foldObjects(parts)??{allOf:parts})}for(let key of object.required??[])required.add(key)}let folded={type:`object`,properties};if(required.size&&(folded.required=[...required]),objects.every(object=>object.additionalProperties===!1))folded.additionalProperties=!1;else{let constraints=[];for(let object of objects){let constraint=undeclaredConstraint(object);constraint&&!constraints.some(seen=>JSON.stringify(seen)===JSON.stringify(constraint))&&constraints.push(constraint)}constraints.length===1?folded.additionalProperties=constraints[0]:constraints.length>1&&(folded.additionalProperties={allOf:constraints})}return folded}function foldIntersection(json){let allOf=json.allOf;if(!Array.isArray(allOf)||allOf.length<2)return;for(let key of FOLDABLE_KEYS)if(key in json)return;let unions=allOf.filter(m=>UNION_KEYS.some(k=>Array.isArray(m[k]))),folded=null;if(!unions.length)folded=foldObjects(allOf);else{let union=unions[0],keyword=UNION_KEYS.find(k=>Array.isArray(union[k]));if(Object.keys(union).length!==1)return;let rest=allOf.filter(m=>m!==union),branches=union[keyword].map(branch=>foldObjects([...rest,branch]));if(branches.some(b=>!b))return;folded={[keyword]:branches}}folded&&(delete json.allOf,assignProps(json,folded))}function finalize(ctx,schema){let root=ctx.seen.get(schema);if(!root)throw Error(`Unprocessed schema. This is a bug in Zod.`);let flattenRef=zodSchema=>{let seen=ctx.seen.get(zodSchema);if(seen.ref===null)return;let schema=seen.def??seen.schema,_cached={...schema},ref=seen.ref;if(seen.ref=null,ref){flattenRef(ref);let refSeen=ctx.seen.get(ref),refSchema=refSeen.schema;if(refSchema.$ref&&(ctx.target===`draft-07`||ctx.target===`draft-04`||ctx.target===`openapi-3.0`)?(schema.allOf=schema.allOf??[],schema.allOf.push(refSchema)):assignProps(schema,refSchema),assignProps(schema,_cached),zodSchema._zod.parent===ref)for(let key in schema)key!==`$ref`&&key!==`allOf`&&(key in _cached||delete schema[key]);if(refSchema.$ref&&refSeen.def)for(let key in schema)key!==`$ref`&&key!==`allOf`&&key in refSeen.def&&JSON.stringify(schema[key])===JSON.stringify(refSeen.def[key])&&delete schema[key]}let parent=zodSchema._zod.parent;if(parent&&parent!==ref){flattenRef(parent);let parentSeen=ctx.seen.get(parent);if(parentSeen?.schema.$ref&&(schema.$ref=parentSeen.schema.$ref,parentSeen.def))for(let key in schema)key!==`$ref`&&key!==`allOf`&&key in parentSeen.def&&JSON.stringify(schema[key])===JSON.stringify(parentSeen.def[key])&&delete schema[key]}ctx.override({zodSchema,jsonSchema:schema,path:seen.path??[]})};if(!ctx.external||ctx.sharedEmitDoneFor!==ctx.external){for(let entry of[...ctx.seen.entries()].reverse())flattenRef(entry[0]);if(ctx.target!==`openapi-3.0`)for(let entry of ctx.seen.entries())compactTypeUnion(entry[1].def??entry[1].schema);for(let rewrite of ctx.deferred)rewrite();if(ctx.intersections.length){let carriers=/* @__PURE__ */ new Map;for(let seen of ctx.seen.values())for(let json of[seen.schema,seen.def]){let allOf=json?.allOf;if(!Array.isArray(allOf))continue;let existing=carriers.get(allOf);existing?existing.push(json):carriers.set(allOf,[json])}for(let allOf of ctx.intersections)for(let json of carriers.get(allOf)??[])foldIntersection(json)}}let result={};if(ctx.target===`draft-2020-12`?result.$schema=`https://json-schema.org/draft/2020-12/schema`:ctx.target===`draft-07`?result.$schema=`http://json-schema.org/draft-07/schema#`:ctx.target===`draft-04`?result.$schema=`http://json-schema.org/draft-04/schema#`:ctx.target,ctx.external?.uri){let id=ctx.external.registry.get(schema)?.id;if(!id)throw Error("Schema is missing an `id` property");result.$id=ctx.external.uri(id)}assignProps(result,root.defId?root.schema:root.def??root.schema);let rootMetaId=ctx.metadataRegistry.get(schema)?.id;rootMetaId!==void 0&&result.id===rootMetaId&&delete result.id;let defs=ctx.external?.defs??{};if(!ctx.external||ctx.sharedEmitDoneFor!==ctx.external)for(let entry of ctx.seen.entries()){let seen=entry[1];seen.def&&seen.defId&&(seen.def.id===seen.defId&&delete seen.def.id,assignProp(defs,seen.defId,seen.def))}ctx.external&&(ctx.sharedEmitDoneFor=ctx.external),ctx.external||Object.keys(defs).length>0&&(ctx.target===`draft-2020-12`?result.$defs=defs:result.definitions=defs);try{let finalized=JSON.parse(JSON.stringify(result));return Object.defineProperty(finalized,"~standard",{value:{...schema[`~standard`],jsonSchema:{input:createStandardJSONSchemaMethod(schema,`input`,ctx.processors),output:createStandardJSONSchemaMethod(schema,`output`,ctx.processors)}},enumerable:!1,writable:!1}),finalized}catch{throw Error(`Error converting schema to JSON.`)}}function isTransforming(_schema,_ctx){let ctx=_ctx??{seen:/* @__PURE__ */ new Set};if(ctx.seen.has(_schema))return!1;ctx.seen.add(_schema);let def=_schema._zod.def;if(def.type===`transform`)return!0;if(def.type===`array`)return isTransforming(def.element,ctx);if(def.type===`set`)return isTransforming(def.valueType,ctx);if(def.type===`lazy`)return isTransforming(def.getter(),ctx);if(def.type===`promise`||def.type===`optional`||def.type===`nonoptional`||def.type===`nullable`||def.type===`readonly`||def.type==="default"||def.type===`prefault`||def.type===`catch`)return isTransforming(def.innerType,ctx);if(def.type===`intersection`)return isTransforming(def.left,ctx)||isTransforming(def.right,ctx);if(def.type===`record`||def.type===`map`)return isTransforming(def.keyType,ctx)||isTransforming(def.valueType,ctx);if(def.type===`pipe`)return _schema._zod.traits.has(`$ZodCodec`)?!0:isTransforming(def.in,ctx)||isTransforming(def.out,ctx);if(def.type===`object`){for(let key in def.shape)if(isTransforming(def.shape[key],ctx))return!0;return!1}if(def.type===`union`){for(let option of def.options)if(isTransforming(option,ctx))return!0;return!1}if(def.type===`tuple`){for(let item of def.items)if(isTransforming(item,ctx))return!0;return!!(def.rest&&isTransforming(def.rest,ctx))}return!1}const createToJSONSchemaMethod=(schema,processors={})=>params=>{let ctx=initializeContext({...params,processors});return processSchema(schema,ctx),extractDefs(ctx,schema),finalize(ctx,schema)},createStandardJSONSchemaMethod=(schema,io,processors={})=>params=>{let{libraryOptions,target}=params??{},ctx=initializeContext({...libraryOptions??{},target,io,processors});return processSchema(schema,ctx),extractDefs(ctx,schema),finalize(ctx,schema)},narrowMin=(agg,key,value)=>{(agg[key]===void 0||value>agg[key])&&(agg[key]=value)},narrowMax=(agg,key,value)=>{(agg[key]===void 0||value<agg[key])&&(agg[key]=value)},narrowBoth=(agg,value)=>{narrowMin(agg,`minimum`,value),narrowMax(agg,`maximum`,value)},addDivisor=(agg,value)=>{agg.multipleOf??=[],agg.multipleOf.includes(value)||agg.multipleOf.push(value)},addPattern=(agg,pattern)=>{agg.patterns??=/* @__PURE__ */ new Set,agg.patterns.add(pattern)},intersectMime=(agg,mime)=>{agg.mime=agg.mime?agg.mime.filter(m=>mime.includes(m)):[...mime]},setFormat=(agg,format)=>{agg.format=format,format.includes(`int`)&&(agg.isInt=!0)},minContributor=(agg,def)=>narrowMin(agg,`minimum`,def.minimum),maxContributor=(agg,def)=>narrowMax(agg,`maximum`,def.maximum),formatContributor=ranges=>(agg,def)=>{setFormat(agg,def.format);let[minimum,maximum]=ranges[def.format];narrowMin(agg,`minimum`,minimum),narrowMax(agg,`maximum`,maximum)},contributors={greater_than:(agg,def)=>narrowMin(agg,def.inclusive?`minimum`:`exclusiveMinimum`,def.value),less_than:(agg,def)=>narrowMax(agg,def.inclusive?`maximum`:`exclusiveMaximum`,def.value),multiple_of:(agg,def)=>addDivisor(agg,def.value),number_format:formatContributor(NUMBER_FORMAT_RANGES),bigint_format:formatContributor(BIGINT_FORMAT_RANGES),min_length:minContributor,max_length:maxContributor,length_equals:(agg,def)=>narrowBoth(agg,def.length),min_size:minContributor,max_size:maxContributor,size_equals:(agg,def)=>narrowBoth(agg,def.size),string_format:(agg,def)=>{setFormat(agg,def.format),def.pattern&&addPattern(agg,def.pattern),(def.format===`base64`||def.format===`base64url`)&&(agg.contentEncoding=def.format),(def.local||def.precision===-1)&&(agg.laxFormat=!0)},mime_type:(agg,def)=>intersectMime(agg,def.mime)};function aggregateChecks(schema){let agg={},def=schema._zod.def,list=schema._zod.traits.has(`$ZodCheck`)?[schema,...def.checks??[]]:def.checks??[];for(let ch of list)contributors[ch._zod.def.check]?.(agg,ch._zod.def);let bag=schema._zod.bag;bag.minimum!==void 0&&narrowMin(agg,`minimum`,bag.minimum),bag.exclusiveMinimum!==void 0&&narrowMin(agg,`exclusiveMinimum`,bag.exclusiveMinimum),bag.maximum!==void 0&&narrowMax(agg,`maximum`,bag.maximum),bag.exclusiveMaximum!==void 0&&narrowMax(agg,`exclusiveMaximum`,bag.exclusiveMaximum),bag.multipleOf!==void 0&&addDivisor(agg,bag.multipleOf),bag.format!==void 0&&(agg.format??=bag.format,bag.format.includes(`int`)&&(agg.isInt=!0)),bag.mime&&intersectMime(agg,bag.mime);for(let pattern of bag.patterns??[])addPattern(agg,pattern);return agg}const formatMap={guid:`uuid`,url:`uri`,datetime:`date-time`,json_string:`json-string`,regex:``},exactPatterns=/* @__PURE__ */ new Map([[base64Charset,base64$1],[base64urlCharset,base64url]]),exactPattern=p=>exactPatterns.get(p)??p,stringProcessor=(schema,ctx,_json,_params)=>{let json=_json;json.type=`string`;let{minimum,maximum,format,patterns,contentEncoding,laxFormat}=aggregateChecks(schema);if(typeof minimum==`number`&&(json.minLength=minimum),typeof maximum==`number`&&(json.maxLength=maximum),format&&(json.format=formatMap[format]??format,json.format===``&&delete json.format,(format===`time`||laxFormat)&&delete json.format),contentEncoding&&(json.contentEncoding=contentEncoding),patterns&&patterns.size>0){let patternList=[...patterns].map(exactPattern);patternList.length===1?json.pattern=patternList[0].source:patternList.length>1&&(json.allOf=[...patternList.map(regex=>({...ctx.target===`draft-07`||ctx.target===`draft-04`||ctx.target===`openapi-3.0`?{type:`string`}:{},pattern:regex.source}))])}},numberProcessor=(schema,ctx,_json,params)=>{let json=_json,{minimum,maximum,multipleOf,exclusiveMaximum,exclusiveMinimum,isInt}=aggregateChecks(schema);json.type=isInt?`integer`:`number`;let exMin=typeof exclusiveMinimum==`number`&&exclusiveMinimum>=(minimum??-1/0),exMax=typeof exclusiveMaximum==`number`&&exclusiveMaximum<=(maximum??1/0),legacy=ctx.target===`draft-04`||ctx.target===`openapi-3.0`;if(exMin?legacy?(json.minimum=exclusiveMinimum,json.exclusiveMinimum=!0):json.exclusiveMinimum=exclusiveMinimum:typeof minimum==`number`&&(json.minimum=minimum),exMax?legacy?(json.maximum=exclusiveMaximum,json.exclusiveMaximum=!0):json.exclusiveMaximum=exclusiveMaximum:typeof maximum==`number`&&(json.maximum=maximum),multipleOf){let divisors=/* @__PURE__ */ new Set;for(let divisor of multipleOf)Number.isFinite(divisor)&&divisor!==0?divisors.add(Math.abs(divisor)):handleUnrepresentable(schema,ctx,json,params,`A multipleOf divisor of ${divisor} cannot be represented in JSON Schema`);let[first,...rest]=divisors;first!==void 0&&(json.multipleOf=first),rest.length&&(json.allOf=[...json.allOf??[],...rest.map(m=>({multipleOf:m}))])}},booleanProcessor=(_schema,_ctx,json,_params)=>{json.type=`boolean`},neverProcessor=(_schema,_ctx,json,_params)=>{json.not={}},enumProcessor=(schema,_ctx,json,_params)=>{let def=schema._zod.def,values=getEnumValues(def.entries);values.length===0?json.not={}:(values.every(v=>typeof v==`number`)&&(json.type=`number`),values.every(v=>typeof v==`string`)&&(json.type=`string`),json.enum=values)},literalProcessor=(schema,ctx,json,params)=>{let def=schema._zod.def;if(def.values.length===0){json.not={};return}let vals=[];for(let val of def.values)if(val===void 0){if(handleUnrepresentable(schema,ctx,json,params,"Literal `undefined` cannot be represented in JSON Schema"))return}else if(typeof val==`bigint`){if(handleUnrepresentable(schema,ctx,json,params,`BigInt literals cannot be represented in JSON Schema`))return;vals.push(Number(val))}else vals.push(val);if(vals.length!==0){if(vals.length===1){let val=vals[0];json.type=val===null?`null`:typeof val,ctx.target===`draft-04`||ctx.target===`openapi-3.0`?json.enum=[val]:json.const=val}else vals.every(v=>typeof v==`number`)&&(json.type=`number`),vals.every(v=>typeof v==`string`)&&(json.type=`string`),vals.every(v=>typeof v==`boolean`)&&(json.type=`boolean`),vals.every(v=>v===null)&&(json.type=`null`),json.enum=vals}},customProcessor=(schema,ctx,json,params)=>{handleUnrepresentable(schema,ctx,json,params,`Custom types cannot be represented in JSON Schema`)},transformProcessor=(schema,ctx,json,params)=>{handleUnrepresentable(schema,ctx,json,params,`Transforms cannot be represented in JSON Schema`)},arrayProcessor=(schema,ctx,_json,params)=>{let json=_json,def=schema._zod.def,{minimum,maximum}=aggregateChecks(schema);typeof minimum==`number`&&(json.minItems=minimum),typeof maximum==`number`&&(json.maxItems=maximum),json.type=`array`,json.items=processSchema(def.element,ctx,{...params,path:[...params.path,`items`]})};function inputOptin(schema){let def=schema._zod.def;return def.type===`pipe`&&def.in._zod.traits.has(`$ZodTransform`)?inputOptin(def.out):def.type===`catch`?inputOptin(def.innerType):schema._zod.optin}const objectProcessor=(schema,ctx,_json,params)=>{let json=_json,def=schema._zod.def,shape=def.shape;if(Object.getOwnPropertySymbols(shape).length&&handleUnrepresentable(schema,ctx,json,params,`Symbol keys cannot be represented in JSON Schema`))return;json.type=`object`,json.properties={};for(let key in shape)assignProp(json.properties,key,processSchema(shape[key],ctx,{...params,path:[...params.path,`properties`,key]}));let requiredKeys=[];for(let key of Object.keys(shape)){let field=def.shape[key];(ctx.io===`input`?inputOptin(field)===void 0:field._zod.optout===void 0)&&requiredKeys.push(key)}requiredKeys.length>0&&(json.required=requiredKeys),def.catchall?._zod.def.type===`never`?json.additionalProperties=!1:def.catchall?def.catchall&&(json.additionalProperties=processSchema(def.catchall,ctx,{...params,path:[...params.path,`additionalProperties`]})):ctx.io===`output`&&(json.additionalProperties=!1)},unionProcessor=(schema,ctx,json,params)=>{let def=schema._zod.def,isExclusive=def.inclusive===!1,options=def.options.map((x,i)=>processSchema(x,ctx,{...params,path:[...params.path,isExclusive?`oneOf`:`anyOf`,i]}));isExclusive?json.oneOf=options:json.anyOf=options},intersectionProcessor=(schema,ctx,json,params)=>{let def=schema._zod.def,a=processSchema(def.left,ctx,{...params,path:[...params.path,`allOf`,0]}),b=processSchema(def.right,ctx,{...params,path:[...params.path,`allOf`,1]}),isSimpleIntersection=val=>`allOf`in val&&Object.keys(val).length===1,allOf=[...isSimpleIntersection(a)?a.allOf:[a],...isSimpleIntersection(b)?b.allOf:[b]];json.allOf=allOf,ctx.intersections.push(allOf)};function stringifyKeyNames(bySchema,json,visited){if(json.$ref){if(visited.has(json))return json;visited.add(json);let def=bySchema.get(json)?.def;if(!def)return json;let inlined=stringifyKeyNames(bySchema,def,visited);return inlined===def?json:inlined}for(let keyword of[`anyOf`,`oneOf`]){let branches=json[keyword];if(!Array.isArray(branches))continue;let mapped=branches.map(branch=>stringifyKeyNames(bySchema,branch,visited));mapped.some((branch,i)=>branch!==branches[i])&&(json={...json,[keyword]:mapped})}let types=Array.isArray(json.type)?json.type:[json.type],numericType=!types.includes(`string`)&&types.some(t=>t===`number`||t===`integer`),values=json.enum??(json.const===void 0?void 0:[json.const]);if(!numericType&&!values?.some(v=>typeof v==`number`))return json;let{minimum,maximum,exclusiveMinimum,exclusiveMaximum,multipleOf,format,id,...rest}=json;return rest.enum?rest.enum=rest.enum.map(v=>typeof v==`number`?String(v):v):typeof rest.const==`number`&&(rest.const=String(rest.const)),numericType&&(rest.type=`string`,values||(rest.pattern=(types.includes(`number`)?number$1:integer$1).source)),rest}const pendingRecords=/* @__PURE__ */ new WeakMap;function rewriteKeyNames(ctx){let bySchema=/* @__PURE__ */ new Map;for(let entry of ctx.seen.values())entry.def&&!bySchema.has(entry.schema)&&bySchema.set(entry.schema,entry);let rewrites=/* @__PURE__ */ new Map;for(let record of pendingRecords.get(ctx)??[]){let seen=ctx.seen.get(record),names=(seen?.def??seen?.schema)?.propertyNames;if(!names||names===!0||rewrites.has(names))continue;let rewritten=stringifyKeyNames(bySchema,names,/* @__PURE__ */ new Set);rewritten!==names&&rewrites.set(names,rewritten)}if(rewrites.size)for(let entry of ctx.seen.values())for(let carrier of[entry.schema,entry.def]){let rewritten=carrier&&rewrites.get(carrier.propertyNames);rewritten&&(carrier.propertyNames=rewritten)}}const recordProcessor=(schema,ctx,_json,params)=>{let json=_json,def=schema._zod.def;json.type=`object`;let keyType=def.keyType,patterns=aggregateChecks(keyType).patterns;if(def.mode===`loose`&&patterns&&patterns.size>0){let valueSchema=processSchema(def.valueType,ctx,{...params,path:[...params.path,`patternProperties`,`*`]});json.patternProperties={};for(let pattern of patterns)assignProp(json.patternProperties,exactPattern(pattern).source,valueSchema)}else{if(ctx.target===`draft-07`||ctx.target===`draft-2020-12`){json.propertyNames=processSchema(def.keyType,ctx,{...params,path:[...params.path,`propertyNames`]});let pending=pendingRecords.get(ctx);pending||(pending=[],pendingRecords.set(ctx,pending),ctx.deferred.push(()=>rewriteKeyNames(ctx))),pending.push(schema)}json.additionalProperties=processSchema(def.valueType,ctx,{...params,path:[...params.path,`additionalProperties`]})}let keyValues=keyType._zod.values,omittableOnInput=ctx.io===`input`&&inputOptin(def.valueType)!==void 0;if(keyValues&&!def.partial&&!omittableOnInput){let validKeyValues=[...keyValues].filter(v=>typeof v==`string`||typeof v==`number`);validKeyValues.length>0&&(json.required=validKeyValues.map(String))}},nullableProcessor=(schema,ctx,json,params)=>{let def=schema._zod.def,inner=processSchema(def.innerType,ctx,params),seen=ctx.seen.get(schema);ctx.target===`openapi-3.0`?(seen.ref=def.innerType,json.nullable=!0):json.anyOf=[inner,{type:`null`}]},nonoptionalProcessor=(schema,ctx,_json,params)=>{let def=schema._zod.def;processSchema(def.innerType,ctx,params);let seen=ctx.seen.get(schema);seen.ref=def.innerType},UNREPRESENTABLE_DEFAULT=Symbol();function serializeDefaultValue(value,schema,ctx,json,params){let unrepresentable=!1,serialized=JSON.stringify(value,(_,val)=>typeof val==`bigint`?(unrepresentable=!0,null):val);return unrepresentable?(handleUnrepresentable(schema,ctx,json,params,`BigInt defaults cannot be represented in JSON Schema`),UNREPRESENTABLE_DEFAULT):JSON.parse(serialized)}const defaultProcessor=(schema,ctx,json,params)=>{let def=schema._zod.def;processSchema(def.innerType,ctx,params);let seen=ctx.seen.get(schema);seen.ref=def.innerType;let value=serializeDefaultValue(def.defaultValue,schema,ctx,json,params);value!==UNREPRESENTABLE_DEFAULT&&(json.default=value)},prefaultProcessor=(schema,ctx,json,params)=>{let def=schema._zod.def;processSchema(def.innerType,ctx,params);let seen=ctx.seen.get(schema);if(seen.ref=def.innerType,ctx.io!==`input`)return;let value=serializeDefaultValue(def.defaultValue,schema,ctx,json,params);value!==UNREPRESENTABLE_DEFAULT&&(json._prefault=value)},catchProcessor=(schema,ctx,json,params)=>{let def=schema._zod.def;processSchema(def.innerType,ctx,params);let seen=ctx.seen.get(schema);seen.ref=def.innerType;let catchValue;try{catchValue=def.catchValue(void 0)}catch{handleUnrepresentable(schema,ctx,json,params,`Dynamic catch values are not supported in JSON Schema`);return}json.default=catchValue},pipeProcessor=(schema,ctx,_json,params)=>{let def=schema._zod.def,inIsTransform=def.in._zod.traits.has(`$ZodTransform`),innerType=ctx.io===`input`?inIsTransform?def.out:def.in:def.out;processSchema(innerType,ctx,params);let seen=ctx.seen.get(schema);seen.ref=innerType},readonlyProcessor=(schema,ctx,json,params)=>{let def=schema._zod.def;processSchema(def.innerType,ctx,params);let seen=ctx.seen.get(schema);seen.ref=def.innerType,json.readOnly=!0},optionalProcessor=(schema,ctx,_json,params)=>{let def=schema._zod.def;processSchema(def.innerType,ctx,params);let seen=ctx.seen.get(schema);seen.ref=def.innerType},lazyProcessor=(schema,ctx,_json,params)=>{let innerType=schema._zod.innerType;processSchema(innerType,ctx,params);let seen=ctx.seen.get(schema);seen.ref=innerType},_installedErrorProtos=/* @__PURE__ */ new WeakSet([Object.prototype,Error.prototype]);function _lazyMethod(proto,key,make){Object.defineProperty(proto,key,{configurable:!0,enumerable:!1,get(){let value=make(this);return Object.defineProperty(this,key,{value,configurable:!0,writable:!0}),value},set(value){Object.defineProperty(this,key,{value,configurable:!0,writable:!0})}})}const ZodRealError=/*@__PURE__*/ $constructor(`ZodError`,(inst,issues)=>{$ZodError.init(inst,issues),inst.name=`ZodError`;let proto=Object.getPrototypeOf(inst);_installedErrorProtos.has(proto)||(_installedErrorProtos.add(proto),_lazyMethod(proto,`format`,self=>mapper=>formatError(self,mapper)),_lazyMethod(proto,`flatten`,self=>mapper=>flattenError(self,mapper)),_lazyMethod(proto,`addIssue`,self=>issue=>{self.issues.push(issue),self.message=JSON.stringify(self.issues,jsonStringifyReplacer,2)}),_lazyMethod(proto,`addIssues`,self=>issues=>{self.issues.push(...issues),self.message=JSON.stringify(self.issues,jsonStringifyReplacer,2)}),Object.defineProperty(proto,"isEmpty",{configurable:!0,enumerable:!1,get(){return this.issues.length===0}}))},void 0,{Parent:Error}),parse=/* @__PURE__ */ _parse(ZodRealError),parseAsync=/* @__PURE__ */ _parseAsync(ZodRealError),safeParse=/* @__PURE__ */ _safeParse(ZodRealError),safeParseAsync=/* @__PURE__ */ _safeParseAsync(ZodRealError),encode=/* @__PURE__ */ _encode(ZodRealError),decode$1=/* @__PURE__ */ _decode(ZodRealError),encodeAsync=/* @__PURE__ */ _encodeAsync(ZodRealError),decodeAsync=/* @__PURE__ */ _decodeAsync(ZodRealError),safeEncode=/* @__PURE__ */ _safeEncode(ZodRealError),safeDecode=/* @__PURE__ */ _safeDecode(ZodRealError),safeEncodeAsync=/* @__PURE__ */ _safeEncodeAsync(ZodRealError),safeDecodeAsync=/* @__PURE__ */ _safeDecodeAsync(ZodRealError);function _ensureDefaultLocale(){globalConfig.localeError||config(en_default())}function _ensureDefaultMemoizer(){globalConfig.memoizer||config({memoizer:memoizer()})}const ZodType=/*@__PURE__*/ $constructor(`ZodType`,(inst,def)=>(_ensureDefaultLocale(),$ZodType.init(inst,def),inst.def=def,inst.type=def.type,inst),{check(...chks){let def=this.def;return this.clone(mergeDefs(def,{checks:[...def.checks??[],...chks.map(ch=>typeof ch==`function`?{_zod:{check:ch,def:{check:`custom`},onattach:[]}}:ch)]}),{parent:!0})},with(...chks){return this.check(...chks)},clone(def,params){return clone(this,def,params)},brand(){return this},register(reg,meta){return reg.add(this,meta),this},refine(check,params){return this.check(refine(check,params))},superRefine(refinement,params){return this.check(superRefine(refinement,params))},overwrite(fn){return this.check(/* @__PURE__ */ _overwrite(fn))},optional(){return optional(this)},exactOptional(){return exactOptional(this)},nullable(){return nullable(this)},nullish(){return optional(nullable(this))},nonoptional(params){return nonoptional(this,params)},array(){return array(this)},or(arg){return union([this,arg])},and(arg){return intersection(this,arg)},transform(tx){return pipe(this,transform(tx))},default(d){return _default(this,d)},prefault(d){return prefault(this,d)},catch(params){return _catch(this,params)},pipe(target){return pipe(this,target)},readonly(){return readonly(this)},describe(description){let cl=this.clone();return globalRegistry.add(cl,{description}),cl},meta(...args){if(args.length===0)return globalRegistry.get(this);let cl=this.clone();return globalRegistry.add(cl,args[0]),cl},isOptional(){return this.safeParse(void 0).success},isNullable(){return this.safeParse(null).success},apply(fn,...args){return args.length===0?fn(this):fn(this,...args)},get"~standard"(){return hide(this,`~standard`,{...standardProps(this),jsonSchema:{input:createStandardJSONSchemaMethod(this,`input`),output:createStandardJSONSchemaMethod(this,`output`)}})},set"~standard"(value){own(this,`~standard`,value)},parse:function _parse(data,params){return parse(this,data,params,{callee:_parse})},parseAsync:async function _parseAsync(data,params){return await parseAsync(this,data,params,{callee:_parseAsync})},safeParse(data,params){return safeParse(this,data,params)},async safeParseAsync(data,params){return safeParseAsync(this,data,params)},get spa(){return this?.safeParseAsync},set spa(value){own(this,`spa`,value)},validate(data,params){return validate(this,data,params)},validateAsync(data,params){return validateAsync$1(this,data,params)},encode:function _encode(data,params){return encode(this,data,params,{callee:_encode})},decode:function _decode(data,params){return decode$1(this,data,params,{callee:_decode})},encodeAsync:async function _encodeAsync(data,params){return await encodeAsync(this,data,params,{callee:_encodeAsync})},decodeAsync:async function _decodeAsync(data,params){return await decodeAsync(this,data,params,{callee:_decodeAsync})},safeEncode(data,params){return safeEncode(this,data,params)},safeDecode(data,params){return safeDecode(this,data,params)},async safeEncodeAsync(data,params){return safeEncodeAsync(this,data,params)},async safeDecodeAsync(data,params){return safeDecodeAsync(this,data,params)},toJSONSchema(params){return createToJSONSchemaMethod(this,{})(params)},get description(){return globalRegistry.get(this)?.description},get _def(){return this._zod.def}}),_ZodString=/*@__PURE__*/ $constructor(`_ZodString`,(inst,def)=>{$ZodString.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>stringProcessor(inst,ctx,json,params)},/*@__PURE__*/ derived({format:inst=>aggregateChecks(inst).format??null,minLength:inst=>aggregateChecks(inst).minimum??null,maxLength:inst=>aggregateChecks(inst).maximum??null},{regex(...args){return this.check(/* @__PURE__ */ _regex(...args))},includes(...args){return this.check(/* @__PURE__ */ _includes(...args))},startsWith(...args){return this.check(/* @__PURE__ */ _startsWith(...args))},endsWith(...args){return this.check(/* @__PURE__ */ _endsWith(...args))},min(...args){return this.check(/* @__PURE__ */ _minLength(...args))},max(...args){return this.check(/* @__PURE__ */ _maxLength(...args))},length(...args){return this.check(/* @__PURE__ */ _length(...args))},nonempty(...args){return this.check(/* @__PURE__ */ _minLength(1,...args))},lowercase(params){return this.check(/* @__PURE__ */ _lowercase(params))},uppercase(params){return this.check(/* @__PURE__ */ _uppercase(params))},trim(){return this.check(/* @__PURE__ */ _trim())},normalize(...args){return this.check(/* @__PURE__ */ _normalize(...args))},toLowerCase(){return this.check(/* @__PURE__ */ _toLowerCase())},toUpperCase(){return this.check(/* @__PURE__ */ _toUpperCase())},slugify(){return this.check(/* @__PURE__ */ _slugify())}})),ZodString=/*@__PURE__*/ $constructor(`ZodString`,(inst,def)=>{$ZodString.init(inst,def),_ZodString.init(inst,def)},{email(params){return this.check(/* @__PURE__ */ _email(ZodEmail,params))},url(params){return this.check(/* @__PURE__ */ _url(ZodURL,params))},jwt(params){return this.check(/* @__PURE__ */ _jwt(ZodJWT,params))},emoji(params){return this.check(/* @__PURE__ */ _emoji(ZodEmoji,params))},guid(params){return this.check(/* @__PURE__ */ _guid(ZodGUID,params))},uuid(params){return this.check(/* @__PURE__ */ _uuid(ZodUUID,params))},uuidv4(params){return this.check(/* @__PURE__ */ _uuidv4(ZodUUID,params))},uuidv6(params){return this.check(/* @__PURE__ */ _uuidv6(ZodUUID,params))},uuidv7(params){return this.check(/* @__PURE__ */ _uuidv7(ZodUUID,params))},nanoid(params){return this.check(/* @__PURE__ */ _nanoid(ZodNanoID,params))},cuid(params){return this.check(/* @__PURE__ */ _cuid(ZodCUID,params))},cuid2(params){return this.check(/* @__PURE__ */ _cuid2(ZodCUID2,params))},ulid(params){return this.check(/* @__PURE__ */ _ulid(ZodULID,params))},base64(params){return this.check(/* @__PURE__ */ _base64(ZodBase64,params))},base64url(params){return this.check(/* @__PURE__ */ _base64url(ZodBase64URL,params))},xid(params){return this.check(/* @__PURE__ */ _xid(ZodXID,params))},ksuid(params){return this.check(/* @__PURE__ */ _ksuid(ZodKSUID,params))},ipv4(params){return this.check(/* @__PURE__ */ _ipv4(ZodIPv4,params))},ipv6(params){return this.check(/* @__PURE__ */ _ipv6(ZodIPv6,params))},cidrv4(params){return this.check(/* @__PURE__ */ _cidrv4(ZodCIDRv4,params))},cidrv6(params){return this.check(/* @__PURE__ */ _cidrv6(ZodCIDRv6,params))},e164(params){return this.check(/* @__PURE__ */ _e164(ZodE164,params))},datetime(params){return this.check(/* @__PURE__ */ _isoDateTime(ZodISODateTime,params))},date(params){return this.check(/* @__PURE__ */ _isoDate(ZodISODate,params))},time(params){return this.check(/* @__PURE__ */ _isoTime(ZodISOTime,params))},duration(params){return this.check(/* @__PURE__ */ _isoDuration(ZodISODuration,params))}});function string(params){return/* @__PURE__ */ _string(ZodString,params)}const ZodStringFormat=/*@__PURE__*/ $constructor(`ZodStringFormat`,(inst,def)=>{$ZodStringFormat.init(inst,def),_ZodString.init(inst,def)}),ZodISODateTime=/*@__PURE__*/ $constructor(`ZodISODateTime`,(inst,def)=>{$ZodISODateTime.init(inst,def),ZodStringFormat.init(inst,def)}),ZodISODate=/*@__PURE__*/ $constructor(`ZodISODate`,(inst,def)=>{$ZodISODate.init(inst,def),ZodStringFormat.init(inst,def)}),ZodISOTime=/*@__PURE__*/ $constructor(`ZodISOTime`,(inst,def)=>{$ZodISOTime.init(inst,def),ZodStringFormat.init(inst,def)}),ZodISODuration=/*@__PURE__*/ $constructor(`ZodISODuration`,(inst,def)=>{$ZodISODuration.init(inst,def),ZodStringFormat.init(inst,def)}),ZodEmail=/*@__PURE__*/ $constructor(`ZodEmail`,(inst,def)=>{$ZodEmail.init(inst,def),ZodStringFormat.init(inst,def)}),ZodGUID=/*@__PURE__*/ $constructor(`ZodGUID`,(inst,def)=>{$ZodGUID.init(inst,def),ZodStringFormat.init(inst,def)}),ZodUUID=/*@__PURE__*/ $constructor(`ZodUUID`,(inst,def)=>{$ZodUUID.init(inst,def),ZodStringFormat.init(inst,def)}),ZodURL=/*@__PURE__*/ $constructor(`ZodURL`,(inst,def)=>{$ZodURL.init(inst,def),ZodStringFormat.init(inst,def)}),ZodEmoji=/*@__PURE__*/ $constructor(`ZodEmoji`,(inst,def)=>{$ZodEmoji.init(inst,def),ZodStringFormat.init(inst,def)}),ZodNanoID=/*@__PURE__*/ $constructor(`ZodNanoID`,(inst,def)=>{$ZodNanoID.init(inst,def),ZodStringFormat.init(inst,def)}),ZodCUID=/*@__PURE__*/ $constructor(`ZodCUID`,(inst,def)=>{$ZodCUID.init(inst,def),ZodStringFormat.init(inst,def)}),ZodCUID2=/*@__PURE__*/ $constructor(`ZodCUID2`,(inst,def)=>{$ZodCUID2.init(inst,def),ZodStringFormat.init(inst,def)}),ZodULID=/*@__PURE__*/ $constructor(`ZodULID`,(inst,def)=>{$ZodULID.init(inst,def),ZodStringFormat.init(inst,def)}),ZodXID=/*@__PURE__*/ $constructor(`ZodXID`,(inst,def)=>{$ZodXID.init(inst,def),ZodStringFormat.init(inst,def)}),ZodKSUID=/*@__PURE__*/ $constructor(`ZodKSUID`,(inst,def)=>{$ZodKSUID.init(inst,def),ZodStringFormat.init(inst,def)}),ZodIPv4=/*@__PURE__*/ $constructor(`ZodIPv4`,(inst,def)=>{$ZodIPv4.init(inst,def),ZodStringFormat.init(inst,def)}),ZodIPv6=/*@__PURE__*/ $constructor(`ZodIPv6`,(inst,def)=>{$ZodIPv6.init(inst,def),ZodStringFormat.init(inst,def)}),ZodCIDRv4=/*@__PURE__*/ $constructor(`ZodCIDRv4`,(inst,def)=>{$ZodCIDRv4.init(inst,def),ZodStringFormat.init(inst,def)}),ZodCIDRv6=/*@__PURE__*/ $constructor(`ZodCIDRv6`,(inst,def)=>{$ZodCIDRv6.init(inst,def),ZodStringFormat.init(inst,def)}),ZodBase64=/*@__PURE__*/ $constructor(`ZodBase64`,(inst,def)=>{$ZodBase64.init(inst,def),ZodStringFormat.init(inst,def)}),ZodBase64URL=/*@__PURE__*/ $constructor(`ZodBase64URL`,(inst,def)=>{$ZodBase64URL.init(inst,def),ZodStringFormat.init(inst,def)}),ZodE164=/*@__PURE__*/ $constructor(`ZodE164`,(inst,def)=>{$ZodE164.init(inst,def),ZodStringFormat.init(inst,def)}),ZodJWT=/*@__PURE__*/ $constructor(`ZodJWT`,(inst,def)=>{$ZodJWT.init(inst,def),ZodStringFormat.init(inst,def)}),ZodNumber=/*@__PURE__*/ $constructor(`ZodNumber`,(inst,def)=>{$ZodNumber.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>numberProcessor(inst,ctx,json,params),inst.isFinite=!0},/*@__PURE__*/ derived({minValue:inst=>{let{minimum,exclusiveMinimum}=aggregateChecks(inst);return Math.max(minimum??-1/0,exclusiveMinimum??-1/0)},maxValue:inst=>{let{maximum,exclusiveMaximum}=aggregateChecks(inst);return Math.min(maximum??1/0,exclusiveMaximum??1/0)},isInt:inst=>{let{isInt,multipleOf}=aggregateChecks(inst);return!!isInt||!!multipleOf?.some(Number.isSafeInteger)},format:inst=>aggregateChecks(inst).format??null},{gt(value,params){return this.check(/* @__PURE__ */ _gt(value,params))},gte(value,params){return this.check(/* @__PURE__ */ _gte(value,params))},min(value,params){return this.check(/* @__PURE__ */ _gte(value,params))},lt(value,params){return this.check(/* @__PURE__ */ _lt(value,params))},lte(value,params){return this.check(/* @__PURE__ */ _lte(value,params))},max(value,params){return this.check(/* @__PURE__ */ _lte(value,params))},int(params){return this.check(int(params))},safe(params){return this.check(int(params))},positive(params){return this.check(/* @__PURE__ */ _gt(0,params))},nonnegative(params){return this.check(/* @__PURE__ */ _gte(0,params))},negative(params){return this.check(/* @__PURE__ */ _lt(0,params))},nonpositive(params){return this.check(/* @__PURE__ */ _lte(0,params))},multipleOf(value,params){return this.check(/* @__PURE__ */ _multipleOf(value,params))},step(value,params){return this.check(/* @__PURE__ */ _multipleOf(value,params))},finite(){return this}}));function number(params){return/* @__PURE__ */ _number(ZodNumber,params)}const ZodNumberFormat=/*@__PURE__*/ $constructor(`ZodNumberFormat`,(inst,def)=>{$ZodNumberFormat.init(inst,def),ZodNumber.init(inst,def)});function int(params){return/* @__PURE__ */ _int(ZodNumberFormat,params)}const ZodBoolean=/*@__PURE__*/ $constructor(`ZodBoolean`,(inst,def)=>{$ZodBoolean.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>booleanProcessor(inst,ctx,json,params)});function boolean(params){return/* @__PURE__ */ _boolean(ZodBoolean,params)}const ZodUnknown=/*@__PURE__*/ $constructor(`ZodUnknown`,(inst,def)=>{$ZodUnknown.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>void 0});function unknown(){return/* @__PURE__ */ _unknown(ZodUnknown)}const ZodNever=/*@__PURE__*/ $constructor(`ZodNever`,(inst,def)=>{$ZodNever.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>neverProcessor(inst,ctx,json,params)});function never(params){return/* @__PURE__ */ _never(ZodNever,params)}const ZodArray=/*@__PURE__*/ $constructor(`ZodArray`,(inst,def)=>{_ensureDefaultMemoizer(),$ZodArray.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>arrayProcessor(inst,ctx,json,params),inst.element=def.element},{min(n,params){return this.check(/* @__PURE__ */ _minLength(n,params))},nonempty(params){return this.check(/* @__PURE__ */ _minLength(1,params))},max(n,params){return this.check(/* @__PURE__ */ _maxLength(n,params))},length(n,params){return this.check(/* @__PURE__ */ _length(n,params))},unwrap(){return this.element}});function array(element,params){return/* @__PURE__ */ _array(ZodArray,element,params)}const ZodObject=/*@__PURE__*/ $constructor(`ZodObject`,(inst,def)=>{_ensureDefaultMemoizer(),$ZodObjectJIT.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>objectProcessor(inst,ctx,json,params),installLazyProp(inst,`shape`,self=>self._zod.def.shape,!1)},{keyof(){return _enum(Object.keys(this._zod.def.shape))},catchall(catchall){return this.clone(mergeDefs(this._zod.def,{catchall}))},passthrough(){return this.clone(mergeDefs(this._zod.def,{catchall:unknown()}))},loose(){return this.clone(mergeDefs(this._zod.def,{catchall:unknown()}))},strict(){return this.clone(mergeDefs(this._zod.def,{catchall:never()}))},strip(){return this.clone(mergeDefs(this._zod.def,{catchall:void 0}))},extend(incoming){return extend(this,incoming)},safeExtend(incoming){return safeExtend(this,incoming)},merge(other){return merge(this,other)},pick(mask){return pick(this,mask)},omit(mask){return omit(this,mask)},partial(...args){return partial(ZodOptional,this,args[0])},exactPartial(...args){return partial(ZodExactOptional,this,args[0],`exactPartial`)},required(...args){return required(ZodNonOptional,this,args[0])}});function strictObject(shape,params){return new ZodObject({type:`object`,shape,catchall:never(),...normalizeParams(params)})}function looseObject(shape,params){return new ZodObject({type:`object`,shape,catchall:unknown(),...normalizeParams(params)})}const ZodUnion=/*@__PURE__*/ $constructor(`ZodUnion`,(inst,def)=>{$ZodUnion.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>unionProcessor(inst,ctx,json,params),inst.options=def.options});function union(options,params){return new ZodUnion({type:`union`,options,...normalizeParams(params)})}const ZodIntersection=/*@__PURE__*/ $constructor(`ZodIntersection`,(inst,def)=>{$ZodIntersection.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>intersectionProcessor(inst,ctx,json,params)});function intersection(left,right){return new ZodIntersection({type:`intersection`,left,right})}const ZodRecord=/*@__PURE__*/ $constructor(`ZodRecord`,(inst,def)=>{_ensureDefaultMemoizer(),$ZodRecord.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>recordProcessor(inst,ctx,json,params),inst.keyType=def.keyType,inst.valueType=def.valueType});function record(keyType,valueType,params){return!valueType||!valueType._zod?new ZodRecord({type:`record`,keyType:string(),valueType:keyType,...normalizeParams(valueType)}):new ZodRecord({type:`record`,keyType,valueType,...normalizeParams(params)})}const ZodEnum=/*@__PURE__*/ $constructor(`ZodEnum`,(inst,def)=>{$ZodEnum.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>enumProcessor(inst,ctx,json,params),inst.enum=def.entries,inst.options=[...inst._zod.values];let keys=new Set(Object.keys(def.entries));inst.extract=(values,params)=>{let newEntries={};for(let value of values)if(keys.has(value))newEntries[value]=def.entries[value];else throw Error(`Key ${value} not found in enum`);return new ZodEnum({...def,checks:[],...normalizeParams(params),entries:newEntries})},inst.exclude=(values,params)=>{let newEntries={...def.entries};for(let value of values)if(keys.has(value))delete newEntries[value];else throw Error(`Key ${value} not found in enum`);return new ZodEnum({...def,checks:[],...normalizeParams(params),entries:newEntries})}});function _enum(values,params){let entries=Array.isArray(values)?Object.fromEntries(values.map(v=>[v,v])):values;return new ZodEnum({type:`enum`,entries,...normalizeParams(params)})}const ZodLiteral=/*@__PURE__*/ $constructor(`ZodLiteral`,(inst,def)=>{$ZodLiteral.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>literalProcessor(inst,ctx,json,params),inst.values=new Set(def.values),Object.defineProperty(inst,"value",{get(){if(def.values.length>1)throw Error("This schema contains multiple valid literal values. Use `.values` instead.");return def.values[0]}})});function literal(value,params){return new ZodLiteral({type:`literal`,values:Array.isArray(value)?value:[value],...normalizeParams(params)})}const ZodTransform=/*@__PURE__*/ $constructor(`ZodTransform`,(inst,def)=>{_ensureDefaultMemoizer(),$ZodTransform.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>transformProcessor(inst,ctx,json,params),inst._zod.parse=(payload,_ctx)=>{if(_ctx.direction===`backward`)throw new $ZodEncodeError(inst.constructor.name);payload.addIssue=issue$1=>{if(typeof issue$1==`string`)payload.issues.push(issue(issue$1,payload.value,def));else{let _issue=issue$1;_issue.fatal&&(_issue.continue=!1),_issue.code??=`custom`,`input`in _issue||(_issue.input=payload.value),_issue.inst??=inst,payload.issues.push(issue(_issue))}};let output=def.transform(payload.value,payload);return output instanceof Promise?output.then(output=>(payload.value=output,payload)):(payload.value=output,payload)}});function transform(fn){return new ZodTransform({type:`transform`,transform:fn})}const ZodOptional=/*@__PURE__*/ $constructor(`ZodOptional`,(inst,def)=>{$ZodOptional.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>optionalProcessor(inst,ctx,json,params),inst.unwrap=()=>inst._zod.def.innerType});function optional(innerType){return new ZodOptional({type:`optional`,innerType})}const ZodExactOptional=/*@__PURE__*/ $constructor(`ZodExactOptional`,(inst,def)=>{$ZodExactOptional.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>optionalProcessor(inst,ctx,json,params),inst.unwrap=()=>inst._zod.def.innerType});function exactOptional(innerType){return new ZodExactOptional({type:`optional`,innerType})}const ZodNullable=/*@__PURE__*/ $constructor(`ZodNullable`,(inst,def)=>{$ZodNullable.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>nullableProcessor(inst,ctx,json,params),inst.unwrap=()=>inst._zod.def.innerType});function nullable(innerType){return new ZodNullable({type:`nullable`,innerType})}const ZodDefault=/*@__PURE__*/ $constructor(`ZodDefault`,(inst,def)=>{$ZodDefault.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>defaultProcessor(inst,ctx,json,params),inst.unwrap=()=>inst._zod.def.innerType,inst.removeDefault=inst.unwrap});function _default(innerType,defaultValue){return new ZodDefault({type:`default`,innerType,get defaultValue(){return typeof defaultValue==`function`?defaultValue():shallowClone(defaultValue)}})}const ZodPrefault=/*@__PURE__*/ $constructor(`ZodPrefault`,(inst,def)=>{$ZodPrefault.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>prefaultProcessor(inst,ctx,json,params),inst.unwrap=()=>inst._zod.def.innerType});function prefault(innerType,defaultValue){return new ZodPrefault({type:`prefault`,innerType,get defaultValue(){return typeof defaultValue==`function`?defaultValue():shallowClone(defaultValue)}})}const ZodNonOptional=/*@__PURE__*/ $constructor(`ZodNonOptional`,(inst,def)=>{$ZodNonOptional.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>nonoptionalProcessor(inst,ctx,json,params),inst.unwrap=()=>inst._zod.def.innerType});function nonoptional(innerType,params){return new ZodNonOptional({type:`nonoptional`,innerType,...normalizeParams(params)})}const ZodCatch=/*@__PURE__*/ $constructor(`ZodCatch`,(inst,def)=>{$ZodCatch.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>catchProcessor(inst,ctx,json,params),inst.unwrap=()=>inst._zod.def.innerType,inst.removeCatch=inst.unwrap});function _catch(innerType,catchValue){return new ZodCatch({type:`catch`,innerType,catchValue:typeof catchValue==`function`?catchValue:constantCatch(catchValue)})}const ZodPipe=/*@__PURE__*/ $constructor(`ZodPipe`,(inst,def)=>{$ZodPipe.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>pipeProcessor(inst,ctx,json,params),inst.in=def.in,inst.out=def.out});function pipe(in_,out){return new ZodPipe({type:`pipe`,in:in_,out})}const ZodReadonly=/*@__PURE__*/ $constructor(`ZodReadonly`,(inst,def)=>{$ZodReadonly.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>readonlyProcessor(inst,ctx,json,params),inst.unwrap=()=>inst._zod.def.innerType});function readonly(innerType){return new ZodReadonly({type:`readonly`,innerType})}const ZodLazy=/*@__PURE__*/ $constructor(`ZodLazy`,(inst,def)=>{$ZodLazy.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>lazyProcessor(inst,ctx,json,params),inst.unwrap=()=>inst._zod.def.getter()});function lazy(getter){return new ZodLazy({type:`lazy`,getter})}const ZodCustom=/*@__PURE__*/ $constructor(`ZodCustom`,(inst,def)=>{$ZodCustom.init(inst,def),ZodType.init(inst,def),inst._zod.processJSONSchema=(ctx,json,params)=>customProcessor(inst,ctx,json,params)});function refine(fn,_params={}){return/* @__PURE__ */ _refine(ZodCustom,fn,_params)}function superRefine(fn,params){return/* @__PURE__ */ _superRefine(fn,params)}config({jitless:!0});var At=class{version;constructor(version){this.version=version}has(since){return atLeast(this.version,since)}since(version,schema){return this.has(version)||arrivals.set(schema,version),schema}};function shared(build){let built=/* @__PURE__ */ new WeakMap;return at=>{let schema=built.get(at);return schema||(schema=build(at),built.set(at,schema)),schema}}const leaves=/* @__PURE__ */ new WeakMap,arrivals=/* @__PURE__ */ new WeakMap,newerFields=/* @__PURE__ */ new WeakMap,listKeys=/* @__PURE__ */ new WeakMap;function leafOf(schema){return leaves.get(schema._zod.def)}function newerFieldsOf(schema){return newerFields.get(schema._zod.def)}function listKeyOf(schema){return listKeys.get(schema._zod.def)}function later(build,description=``){let schema=lazy(build);return schema._zod.optin=void 0,schema._zod.optout=void 0,described(description,schema)}function text(description,limits={}){let{min,max,pattern}=limits,checks=[];return min!==void 0&&checks.push(/* @__PURE__ */ _minLength(min)),max!==void 0&&checks.push(/* @__PURE__ */ _maxLength(max)),pattern!==void 0&&checks.push(/* @__PURE__ */ _regex(pattern)),leaf(description,checks.length>0?string().check(...checks):string(),{is:`text`,...limits})}function integer(description,limits={}){let{min,max}=limits,checks=[];return min!==void 0&&checks.push(/* @__PURE__ */ _gte(min)),max!==void 0&&checks.push(/* @__PURE__ */ _lte(max)),leaf(description,checks.length>0?int().check(...checks):int(),{is:`integer`,go:`int32`,...limits})}function decimal(description){return leaf(description,number(),{is:`number`})}function flag(description){return leaf(description,boolean(),{is:`flag`})}function choice$1(description,of){return leaf(description,_enum(of),{is:`choice`,of})}const quantityPattern=/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))?$/;function quantity(description){return leaf(description,union([int(),string().regex(quantityPattern)]),{is:`quantity`})}function integerOrText(description){return leaf(description,union([int(),string()]),{is:`integer-or-text`})}function fields(description,shape){let newer=takeNewer(shape),schema=strictObject(shape);return newer&&newerFields.set(schema._zod.def,newer),described(description,schema)}function openFields(description,shape){return described(description,looseObject(shape))}function mapOf(description,value,key=string()){return described(description,record(key,value))}function textMap(description){return mapOf(description,text(``))}function list(description,item){return described(description,array(item))}function texts(description,limits){return list(description,text(``,limits))}function keyedList(description,key,item){let schema=array(item).refine(items=>repeatedKeys(items,key).length===0);return listKeys.set(schema._zod.def,key),described(description,schema)}function repeatedKeys(items,key){let seen=/* @__PURE__ */ new Set,repeated=[];return items.forEach((item,index)=>{if(typeof item!=`object`||!item)return;let value=Reflect.get(item,key);value!==void 0&&(seen.has(value)&&repeated.push(index),seen.add(value))}),repeated}const maybe={text:description=>described(description,optional(plain$1().text)),flag:description=>described(description,optional(plain$1().flag)),integer:description=>described(description,optional(plain$1().integer)),quantity:description=>described(description,optional(plain$1().quantity)),texts:description=>described(description,optional(plain$1().texts)),textMap:description=>described(description,optional(plain$1().textMap))};function buildPlain(){return{text:text(``),flag:flag(``),integer:integer(``),quantity:quantity(``),texts:texts(``),textMap:textMap(``)}}let plainSchemas;function plain$1(){return plainSchemas??=buildPlain(),plainSchemas}function leaf(description,schema,facts){return leaves.set(schema._zod.def,facts),described(description,schema)}function described(description,schema){return description!==``&&globalRegistry.add(schema,{description}),schema}function takeNewer(shape){let newer;for(let[name,field]of Object.entries(shape)){let since=arrivals.get(field);since!==void 0&&(newer??=/* @__PURE__ */ new Map,newer.set(name,since),Reflect.deleteProperty(shape,name))}return newer}const environment=shared(at=>list(`Environment variables; they win over those that the operator sets.`,variable(at))),variable=shared(at=>fields(`An environment variable.`,{name:text(`Name of the variable.`),value:maybe.text(`Its value, always a string: put numbers and true/false in quotes.`),valueFrom:later(()=>source$1(at)).optional()})),source$1=shared(at=>fields(`Where the value comes from; not together with value.`,{configMapKeyRef:configMapKey(at).optional(),fieldRef:fields(`A field of the pod.`,{apiVersion:maybe.text(`Version that fieldPath is written for; default v1.`),fieldPath:text(`The field, such as metadata.name or status.podIP.`)}).optional(),fileKeyRef:at.since(`3.1.0`,fields(`A variable in a file of a volume.`,{key:text(`Name of the variable in the file.`),optional:flag(`Whether file and variable may be missing; default false.`).default(!1),path:text(`Path of the file within the volume.`),volumeName:text(`Name of the volume that holds the file.`)}).optional()),resourceFieldRef:fields(`A resource request or limit of a container.`,{containerName:maybe.text(`The container; default is this one.`),divisor:maybe.quantity(`Unit that the amount is divided by; default 1.`),resource:text(`The resource, such as limits.memory.`)}).optional(),secretKeyRef:fields(`A key of a Secret in the same namespace.`,{key:text(`Key within the Secret.`),name:text(`Name of the Secret.`).default(``),optional:maybe.flag(`Whether Secret and key may be missing.`)}).optional()})),configMapKey=shared(()=>fields(`A key of a ConfigMap in the same namespace.`,{key:text(`Key within the ConfigMap.`),name:text(`Name of the ConfigMap.`).default(``),optional:maybe.flag(`Whether ConfigMap and key may be missing.`)})),image=shared(()=>fields(`A container image.`,{pullPolicy:maybe.text(`Always, IfNotPresent or Never; not applied to a multi-node service.`),pullSecrets:maybe.texts(`Names of image pull Secrets in the same namespace.`),repository:text(`Registry and repository, such as nvcr.io/nim/meta/llama-3.1-8b-instruct.`),tag:text(`Tag, such as "1.8.4"; always in quotes when it reads as a number.`)})),container=shared(at=>fields(`A container beside the model's; the operator adds the model's volumes to it.`,{args:maybe.texts(`Arguments of the command.`),command:maybe.texts(`Command instead of the image's own.`),env:environment(at).optional(),image:image(at).describe(`Image of the container; its pullSecrets are ignored.`),name:text(`Name of the container.`),workingDir:maybe.text(`Directory that the command starts in.`)})),initContainers=shared(at=>list(`Containers that run to their end, one after the other, before the model's starts.`,container(at))),conditions=shared(()=>list(`What the operator last found, one entry a type.`,fields(`A finding of the operator.`,{lastTransitionTime:text(`When it was written; a NIMCache's moves without a change too.`),message:text(`What happened, for people.`,{max:32768}),observedGeneration:integer(`Never set by the operator.`,{min:0,go:`int64`}).optional(),reason:text(`What happened, in one word.`,{min:1,max:1024,pattern:/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/}),status:choice$1(`Whether it holds.`,[`True`,`False`,`Unknown`]),type:text(`Type of the condition.`,{max:316,pattern:/^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/})}))),resourceRequirements=shared(()=>fields(`Compute resources of the container, GPUs among them.`,{...amounts(),claims:keyedList(`Refused by the operator's webhook, ignored without it; use draResources.`,`name`,fields(`A resource claim of the pod.`,{name:text(`Name of the claim in the pod's resourceClaims.`),request:maybe.text(`Name of a request within the claim; default is all of them.`)})).optional()})),requestsAndLimits=shared(()=>fields(`Compute resources of the container, GPUs among them.`,amounts())),amounts=()=>({limits:mapOf(`The most that the container may use, by resource; GPUs stand here as nvidia.com/gpu.`,quantity(`Amount such as 8, 500m or 80Gi.`)).optional(),requests:mapOf(`What the scheduler sets aside, by resource; default is the limits.`,quantity(`Amount such as 8, 500m or 80Gi.`)).optional()}),toleration=shared(()=>fields(`Lets the pod onto nodes with a matching taint.`,{key:maybe.text(`Key of the taint; empty together with operator Exists matches every taint.`),operator:maybe.text(`Equal (the default) compares the value, Exists ignores it.`),value:maybe.text(`Value of the taint, when the operator is Equal.`),effect:maybe.text(`NoSchedule, PreferNoSchedule or NoExecute; empty matches all three.`),tolerationSeconds:integer(`Seconds that the pod stays on a node after a NoExecute taint appears; a NIMService's is dropped by the operator.`,{go:`int64`}).optional()})),tolerations=shared(at=>list(`Taints that the pods put up with; GPU nodes are often tainted.`,toleration(at))),groupVersion={group:`apps.nvidia.com`,apiVersion:`apps.nvidia.com/v1alpha1`};function root(kind,description,shape){return fields(description,{apiVersion:choice$1(`API group and version.`,[groupVersion.apiVersion]),kind:choice$1(`The kind.`,[kind]),metadata:metadata(),...shape})}function annotationsFit({metadata}){if(!isMap(metadata)||!isMap(metadata.annotations))return!0;let bytes=0;for(let[key,value]of Object.entries(metadata.annotations))bytes+=Buffer.byteLength(key),typeof value==`string`&&(bytes+=Buffer.byteLength(value));return bytes<=262144}const labelValue={max:63,pattern:/^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/,words:"a label value: letters, digits, `-`, `_` and `.`, with a letter or digit first and last"},qualifiedName=/^(?:(?=[^/]{1,253}\/)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?(?=[^/]{1,63}$)(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/,keyWords="a key such as app or example.com/app: at most 63 letters, digits, `-`, `_` and `.`, after an optional DNS name and `/`",timestamp={pattern:/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,words:`a time such as 2026-01-31T12:00:00Z`},build$1=()=>fields(`Name, namespace, labels and annotations of the object.`,{annotations:mapOf(`Notes for programs and people, 256 KiB at most.`,text(``),text(``,{pattern:new RegExp(qualifiedName,`i`),words:keyWords})).optional(),creationTimestamp:text(`Set by the API server.`,timestamp).optional(),deletionGracePeriodSeconds:integer(`Set by the API server.`,{go:`int64`}).optional(),deletionTimestamp:text(`Set by the API server.`,timestamp).optional(),finalizers:texts(`Controllers that must agree before the object goes.`,{pattern:qualifiedName,words:keyWords}).optional(),generateName:text(`Beginning of a name that the API server completes.`,{pattern:/^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*(?:-+|\.-)?)?$/,max:253,words:"lower-case letters, digits, `-` and `.`, with a letter or digit first"}).optional(),generation:integer(`Set by the API server.`,{min:0,go:`int64`}).optional(),labels:mapOf(`Labels by which the object is found.`,text(``,labelValue),text(``,{pattern:qualifiedName,words:keyWords})).optional(),managedFields:later(()=>list(`Set by the API server.`,managedField())).optional(),name:text(`Name of the object; a NIMService needs a DNS label of at most 59 characters.`,{min:1,max:253,pattern:/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/,words:"lower-case letters, digits, `-` and `.`, with a letter or digit first and last"}),namespace:text(`Namespace of the object.`,{max:63,pattern:/^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)?$/,words:"lower-case letters, digits and `-`, with a letter or digit first and last"}).optional(),ownerReferences:later(()=>list(`Objects with which this one is deleted.`,ownerReference())).optional(),resourceVersion:text(`Set by the API server; a new object must not have one.`,{pattern:/^(?!0*[1-9][0-9]*$)/,words:`left out of a manifest: the API server does not create an object that has one`}).optional(),selfLink:maybe.text(`Not used any more.`),uid:maybe.text(`Set by the API server.`)}),ownerReference=()=>fields(`An owner.`,{apiVersion:text(`API version of the owner.`,{min:1}),blockOwnerDeletion:maybe.flag(`Whether the owner waits for this object's end.`),controller:maybe.flag(`Whether the owner manages this object.`),kind:text(`Kind of the owner.`,{min:1}),name:text(`Name of the owner.`,{min:1}),uid:text(`Id of the owner.`,{min:1})}),managedField=()=>fields(`Fields that one client manages.`,{apiVersion:maybe.text(`API version.`),fieldsType:maybe.text(`FieldsV1.`),fieldsV1:openFields(`The fields.`,{}).optional(),manager:maybe.text(`The client.`),operation:maybe.text(`Apply or Update.`),subresource:maybe.text(`The subresource.`),time:text(`When it was written.`,timestamp).optional()});let built;const metadata=()=>(built??=build$1(),built),profileStatus=shared(()=>fields(`A model profile.`,{config:maybe.textMap(`Tags of the profile, such as tp and precision.`),model:maybe.text(`Name of the model.`),name:maybe.text(`Id of the profile.`),release:maybe.text(`Release of the model.`)})),nimBuild=shared(at=>root(`NIMBuild`,`Builds an engine from a profile of a NIMCache, for the GPUs at hand.`,{spec:fields(`What to build; cannot be changed later.`,{annotations:maybe.textMap(`Not read: the object's own annotations are used.`),env:environment(at).optional(),image:image(at).describe(`The NIM image that builds.`),labels:maybe.textMap(`Not read: the object's own labels are used.`),modelName:maybe.text(`Name of the built model; default is the object's name.`),nimCache:fields(`The NIMCache to build from, in the same namespace; the engine is kept there.`,{name:text(`Name of the NIMCache.`),profile:maybe.text(`Id of the buildable profile; needed when there are several.`)}),nodeSelector:maybe.textMap(`Labels of the nodes to build on.`),resources:requestsAndLimits(at).optional(),tolerations:tolerations(at).optional()}).optional(),status:later(()=>fields(`What the operator found; written by it.`,{conditions:conditions(at).optional(),inputProfile:profileStatus(at).describe(`Profile that is built from.`).optional(),outputProfile:profileStatus(at).describe(`Profile that was built.`).optional(),state:maybe.text(`State of the build.`)})).optional()})),proxy=shared(()=>fields(`The way out through a proxy; set all three addresses, since a missing one is set to nothing.`,{certConfigMap:maybe.text(`ConfigMap with certificates of authorities to trust.`),httpProxy:maybe.text(`Proxy for http, beginning with http:// or https://.`),httpsProxy:maybe.text(`Proxy for https, beginning with http:// or https://.`),noProxy:maybe.text(`Hosts, addresses and networks to reach directly, separated by commas; no wildcards.`)})),pvc=shared(()=>fields(`A PersistentVolumeClaim to use or to make.`,{annotations:maybe.textMap(`Annotations of a claim that the operator makes.`),create:maybe.flag(`Whether the operator makes the claim, which then dies with this object; default false.`),name:maybe.text(`Name of the claim; default is the object's name with -pvc, only when create is true.`),size:maybe.text(`Size of a new claim, such as 100Gi; needed when create is true.`),storageClass:maybe.text(`StorageClass of a new claim; default is the cluster's.`),subPath:maybe.text(`Folder within the volume to mount instead of its root.`),volumeAccessMode:maybe.text(`ReadWriteOnce, ReadOnlyMany, ReadWriteMany or ReadWriteOncePod; needed when create is true, there is no default.`)})),cacheStorage=shared(at=>fields(`Where the model's files are kept.`,{hostPath:maybe.text(`Deprecated, and not read by the operator: use pvc.`),pvc:pvc(at).optional()})),serviceStorage=shared(at=>fields(`Where the service finds its model: exactly one of nimCache, pvc, emptyDir, hostPath.`,{emptyDir:fields(`A folder that lives as long as the pod: the model is downloaded at every start.`,{sizeLimit:maybe.quantity(`The most that the folder may hold, such as 200Gi.`)}).optional(),hostPath:maybe.text(`Folder on the node.`),nimCache:fields(`A NIMCache in the same namespace.`,{name:maybe.text(`Name of the NIMCache.`),profile:maybe.text(`Id of the profile to serve; the number of GPUs then follows the profile.`)}).optional(),pvc:pvc(at).optional(),readOnly:maybe.flag(`Whether the volume is mounted read-only; default false.`),sharedMemorySizeLimit:maybe.quantity(`Size of /dev/shm, such as 16Gi; must be above 0.`)})),nimCache=shared(at=>root(`NIMCache`,`Downloads a model once onto a volume that many services can use.`,{spec:cacheSpec(at).optional(),status:later(()=>cacheStatus(at)).optional()})),cacheSpec=shared(at=>fields(`What to download and where to keep it; cannot be changed later once the webhook is on.`,{certConfig:fields(`Deprecated, and an error at run time: use proxy.certConfigMap.`,{mountPath:text(`Folder to mount the certificates at.`),name:text(`ConfigMap with the certificates.`)}).optional(),env:environment(at).optional(),groupID:integer(`Group that the download runs as; default 2000.`,{go:`int64`}).optional(),initContainers:at.since(`3.1.0`,later(()=>initContainers(at),`Containers that run before the download.`).optional()),nodeSelector:maybe.textMap(`Labels of the nodes to download on; default is nodes with an NVIDIA device, also for {}.`),proxy:proxy(at).optional(),resources:fields(`Requests and limits alike of the download; a GPU cannot be asked for and is not needed.`,{cpu:maybe.quantity(`CPU cores, such as 4 or 500m.`),memory:maybe.quantity(`Memory, such as 16Gi.`)}).optional(),runtimeClassName:maybe.text(`RuntimeClass of the download's pods.`),source:source(at),storage:cacheStorage(at),tolerations:tolerations(at).optional(),userID:integer(`User that the download runs as; default 1000.`,{go:`int64`}).optional()})),source=shared(at=>fields(`Where the model comes from: exactly one of ngc, dataStore, hf.`,{dataStore:fields(`A NeMo Data Store.`,{...hubModel(),endpoint:text(`Address of the Data Store's Hugging Face API, ending in /v1/hf.`,{pattern:/^https?:\/\/[^\n]*\/v1\/hf\/?$/,words:`an http:// or https:// address that ends in /v1/hf`}),namespace:text(`Namespace of the model or dataset.`).default(`default`),...hubSecrets()}).optional(),hf:fields(`Hugging Face, or a mirror of it.`,{...hubModel(),endpoint:text(`Address, such as https://huggingface.co.`,{pattern:/^https?:\/\/[^\n]*$/,words:`an http:// or https:// address`}),namespace:text(`User or organisation that owns the model or dataset.`,{min:1}),...hubSecrets()}).optional(),ngc:ngc(at).optional()})),hubModel=()=>({datasetName:maybe.text(`Dataset to download; not together with modelName.`),modelName:maybe.text(`Model to download; not together with datasetName.`),revision:text(`Branch, tag or commit; default is the main branch.`,{min:1}).optional()}),hubSecrets=()=>({authSecret:text(`Secret with the key HF_TOKEN.`,{min:1}),modelPuller:text(`Image, with its tag, that downloads.`,{min:1}),pullSecret:text(`Image pull Secret for modelPuller.`,{min:1})}),ngc=shared(at=>fields(`NVIDIA NGC: the NIM image downloads its own model.`,{authSecret:text(`Secret with the key NGC_API_KEY; all its keys become environment variables.`),model:model$2(at).optional(),modelEndpoint:maybe.text(`Model of a universal NIM, such as ngc://… or hf://…; not together with model.`),modelPuller:text(`NIM image, with its tag, that downloads its model; cannot be changed later.`),pullSecret:maybe.text(`Image pull Secret for modelPuller.`)})),model$2=shared(at=>fields(`Which profiles to download: their ids, or a filter. Everything if nothing is said.`,{buildable:maybe.flag(`Only profiles with this tag value; left out, buildable ones are not told apart.`),engine:maybe.text(`Engine such as tensorrt_llm or vllm; trtllm matches nothing.`),gpus:list(`GPUs that the profiles are for; default is what the cluster's nodes have.`,gpu(at)).optional(),lora:maybe.flag(`Only profiles with this tag value; false matches few.`),precision:maybe.text(`Precision such as fp8 or bf16.`),profiles:maybe.texts(`Profile ids, or all; with it the rest of model must be left out.`),qosProfile:maybe.text(`latency or throughput.`),tensorParallelism:maybe.text(`GPUs of one instance, as a string: "8".`)})),gpu=shared(()=>fields(`A GPU model.`,{ids:maybe.texts(`PCI device ids, such as 2330 for an H100 SXM.`),product:maybe.text(`Part of the product's name, such as h100.`)})),cacheStatus=shared(at=>fields(`What the operator found; written by it.`,{conditions:conditions(at).optional(),profiles:list(`Profiles that were downloaded.`,profileStatus(at)).optional(),pvc:maybe.text(`Claim that holds the files.`),state:maybe.text(`NotReady, PVC-Created, Started, Pending, InProgress, Ready or Failed.`),type:at.since(`3.1.1`,maybe.text(`How the image brings its model: native, model-free or empty.`))})),draResources=shared(at=>list(`Devices by Dynamic Resource Allocation; needs Kubernetes 1.34, cannot be changed later.`,draResource(at))),dnsBeginning={pattern:/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/,words:`a DNS name: it begins with a lower-case letter or a digit`},draResource=shared(at=>fields(`One claim, from exactly one of the three sources.`,{claimCreationSpec:fields(`A claim template for the operator to make.`,{devices:list(`Devices that each pod gets.`,device(at)),generateName:text(`Beginning of the template's name.`,{min:1,max:16}).optional()}).optional(),requests:texts(`Requests of the claim that the container uses; default is all.`,{min:1}).optional(),resourceClaimName:text(`An existing ResourceClaim; its devices serve one replica only.`,{min:1,max:253,...dnsBeginning}).optional(),resourceClaimTemplateName:text(`An existing ResourceClaimTemplate; each pod gets a claim of its own.`,{min:1,max:253,...dnsBeginning}).optional()})),device=shared(at=>fields(`A request for equal devices.`,{attributeSelectors:list(`Conditions on attributes of a device.`,attributeSelector(at)).optional(),capacitySelectors:list(`Conditions on capacities of a device.`,capacitySelector(at)).optional(),celExpressions:maybe.texts(`Conditions in CEL; not together with the two lists of selectors.`),count:integer(`Number of devices.`,{go:`uint32`}).default(1),deviceClassName:text(`DeviceClass of the devices.`).default(`gpu.nvidia.com`),driverName:text(`DRA driver that offers the devices.`,{max:253,...dnsBeginning}).default(`gpu.nvidia.com`),name:text(`Name of the request.`,{min:1,max:253,...dnsBeginning})})),operator=shared(()=>choice$1(`How the two are compared.`,[`Equal`,`NotEqual`,`GreaterThan`,`GreaterThanOrEqual`,`LessThan`,`LessThanOrEqual`])),attributeSelector=shared(at=>fields(`A condition on an attribute, such as productName.`,{key:text(`Name of the attribute.`,{max:64}),op:operator(at).default(`Equal`),value:fields(`The value to compare with: exactly one of the four.`,{boolValue:maybe.flag(`A truth value.`),intValue:maybe.integer(`A whole number.`),stringValue:text(`A text.`,{max:64}).optional(),versionValue:text(`A semantic version, without leading zeros.`,{max:64}).optional()}).optional()})),capacitySelector=shared(at=>fields(`A condition on a capacity, such as memory.`,{key:text(`Name of the capacity.`,{max:64}),op:operator(at).default(`Equal`),value:quantity(`The amount to compare with, such as 80Gi.`)})),probe=shared(()=>fields(`How the kubelet asks the container: exactly one of exec, grpc, httpGet, tcpSocket.`,{exec:fields(`Runs a command; exit code 0 is success.`,{command:maybe.texts(`Command and arguments; no shell is involved.`)}).optional(),failureThreshold:maybe.integer(`Failures in a row that count as failed; default 3.`),grpc:fields(`Asks the gRPC health service.`,{port:integer(`Port of the gRPC service, 1 to 65535.`),service:text(`Name of the service in the health request.`).default(``)}).optional(),httpGet:fields(`Sends an HTTP GET; a status from 200 to 399 is success.`,{host:maybe.text(`Host to connect to; default is the pod's address.`),httpHeaders:list(`Headers of the request.`,fields(`A header.`,{name:text(`Name of the header.`),value:text(`Value of the header.`)})).optional(),path:maybe.text(`Path of the request, such as /v1/health/ready.`),port:integerOrText(`Port number or name of a container port.`),scheme:maybe.text(`HTTP (the default) or HTTPS.`)}).optional(),initialDelaySeconds:maybe.integer(`Seconds from the container's start to the first probe.`),periodSeconds:maybe.integer(`Seconds between probes; default 10.`),successThreshold:maybe.integer(`Successes in a row that count as recovered; default 1, and 1 for liveness and startup.`),tcpSocket:fields(`Opens a TCP connection.`,{host:maybe.text(`Host to connect to; default is the pod's address.`),port:integerOrText(`Port number or name of a container port.`)}).optional(),terminationGracePeriodSeconds:integer(`Seconds to end the container after the probe failed.`,{go:`int64`}).optional(),timeoutSeconds:maybe.integer(`Seconds until a probe counts as failed; default 1.`)})),endpointPicker=shared(at=>fields(`The endpoint picker that chooses a replica for each request; needs a gateway.`,{config:configuration(at).optional(),configMapRef:configMapKey(at).describe(`ConfigMap key with the picker's configuration; not together with config.`).optional(),containerSpec:container(at).describe(`Container of the picker.`),livenessProbe:probe(at).describe(`When the picker is restarted.`).optional(),ports:list(`Ports of the picker.`,port$1(at)).optional(),readinessProbe:probe(at).describe(`When the picker gets requests.`).optional(),startupProbe:probe(at).describe(`When the picker counts as started.`).optional()})),port$1=shared(()=>fields(`A port of the container.`,{containerPort:integer(`Number of the port.`),hostIP:maybe.text(`Address of the node to bind to.`),hostPort:maybe.integer(`Port of the node.`),name:maybe.text(`Name of the port.`),protocol:text(`TCP, UDP or SCTP.`).default(`TCP`)})),base64={format:`byte`,pattern:/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/,words:`base64 text`},configuration=shared(()=>openFields(`The picker's configuration written out; fields that are not described here pass unchecked.`,{apiVersion:maybe.text(`inference.networking.x-k8s.io/v1alpha1.`),data:fields(`Where the picker reads figures about replicas.`,{sources:list(`Sources of figures.`,fields(`A source.`,{extractors:list(`What is taken from the source.`,fields(`An extractor.`,{pluginRef:text(`Name of the plugin.`)})),pluginRef:text(`Name of the plugin.`)}))}).optional(),featureGates:maybe.texts(`Features to turn on.`),kind:maybe.text(`EndpointPickerConfig.`),plugins:list(`Plugins that are used.`,fields(`A plugin.`,{name:maybe.text(`Name for references; default is the type.`),parameters:text(`Parameters; typed as base64 text by mistake, so that the usual map is refused: use configMapRef.`,base64).optional(),type:text(`Type of the plugin, such as queue-scorer.`)})),saturationDetector:fields(`When a replica counts as full.`,{kvCacheUtilThreshold:decimal(`Share of the key-value cache in use, 0 to 1.`).optional(),metricsStalenessThreshold:text(`Age at which figures count as stale, such as 200ms.`,{format:`duration`}).optional(),queueDepthThreshold:integer(`Waiting requests.`,{go:`int64`}).optional()}).optional(),schedulingProfiles:list(`Ways to choose.`,fields(`A way to choose.`,{name:text(`Name of the profile.`),plugins:list(`Plugins that take part.`,fields(`A plugin and its weight.`,{pluginRef:text(`Name of the plugin.`),weight:integer(`Weight of a scorer.`,{go:`int64`}).optional()}))}))})),backendRef=shared(()=>fields(`Gets the requests instead of the service's own Service, such as an InferencePool.`,{group:text(`API group of the backend; empty for a core Service.`,{max:253,pattern:/^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,words:`a DNS name in lower case, or nothing for the core group`}).default(``),kind:text(`Kind of the backend.`,{min:1,max:63,pattern:/^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/,words:"a kind such as Service or InferencePool: letters, digits and `-`, with a letter first"}).default(`Service`),name:text(`Name of the backend.`,{min:1,max:253}),namespace:text(`Namespace of the backend; default is the service's own.`,{min:1,max:63,pattern:/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,words:"a namespace: lower-case letters, digits and `-`, with a letter or digit first and last"}).optional(),port:integer(`Port of the backend; needed when it is a core Service.`,{min:1,max:65535}).optional(),weight:integer(`Share of the requests, in proportion to the other backends.`,{min:0,max:1e6}).default(1)})),ingressSpec=shared(at=>fields(`The Ingress to make.`,{defaultBackend:backend(at).describe(`Gets what no rule matches.`).optional(),ingressClassName:maybe.text(`The class, which decides about the controller.`),rules:list(`Hosts and paths, and who gets their requests.`,rule(at)).optional(),tls:list(`Certificates.`,fields(`A certificate and its hosts.`,{hosts:maybe.texts(`Hosts that the certificate is for.`),secretName:maybe.text(`Secret of type kubernetes.io/tls.`)})).optional()})),rule=shared(at=>fields(`Requests for one host.`,{host:maybe.text(`Host name, possibly with a leading wildcard; default is every host.`),http:fields(`Paths of the host.`,{paths:list(`Paths and their backends.`,fields(`A path and its backend.`,{backend:backend(at),path:maybe.text(`Path that begins with /.`),pathType:text(`Exact, Prefix or ImplementationSpecific.`)}))}).optional()})),backend=shared(()=>fields(`Gets the requests: a Service or another object, not both.`,{resource:fields(`An object in the same namespace.`,{apiGroup:maybe.text(`API group of the object; none for core objects.`),kind:text(`Kind of the object.`),name:text(`Name of the object.`)}).optional(),service:fields(`A Service in the same namespace.`,{name:text(`Name of the Service.`),port:fields(`Port of the Service: its name or its number.`,{name:maybe.text(`Name of the port.`),number:maybe.integer(`Number of the port.`)}).optional()}).optional()})),expose=shared(at=>fields(`How the service is reached.`,{ingress:fields(`Deprecated since 3.1.0: use router.ingress.`,{annotations:maybe.textMap(`Annotations of the Ingress.`),enabled:maybe.flag(`Whether an Ingress is made.`),spec:later(()=>ingressSpec(at)).optional()}).optional(),router:at.since(`3.1.0`,later(()=>router(at)).optional()),service:fields(`The Service in front of the pods; it is always named as the NIMService.`,{annotations:maybe.textMap(`Annotations of the Service.`),grpcPort:integer(`Port for gRPC; not offered by multi-node pods.`,port).optional(),labels:at.since(`3.1.2`,maybe.textMap(`Labels of the Service.`)),metricsPort:integer(`Port for metrics; not offered by multi-node pods.`,port).optional(),name:maybe.text(`Ignored: the Service is always named as the NIMService.`),port:integer(`Port of the model's API.`,port).default(8e3),type:maybe.text(`ClusterIP (the default), NodePort or LoadBalancer.`)}).optional()})),port={min:1,max:65535},domain=/^(?:(?:[a-z0-9]+|[a-z0-9]+-[a-z0-9-]*[a-z0-9]{2})\.)*(?:[a-z]{1,2}|[a-z0-9][a-z0-9-]*[a-z0-9][a-z]|(?:[a-z0-9][a-z0-9-]*[a-z0-9])?xn--[a-z0-9]+)\.?$/,router=shared(at=>fields(`Reaches the service from outside, through an Ingress or a Gateway, not both.`,{annotations:maybe.textMap(`Annotations of the Ingress or of the routes.`),eppConfig:endpointPicker(at).optional(),gateway:gateway(at).optional(),hostDomainName:text(`Domain; the host is NAME.NAMESPACE.DOMAIN. Needed with ingress or gateway.`,{min:1,max:63,pattern:domain,words:`a domain in lower case without port or scheme, such as models.example.com`}).optional(),ingress:fields(`An Ingress.`,{ingressClass:text(`Class of the Ingress, such as nginx.`,{min:1}),tlsSecretName:maybe.text(`Secret with the certificate of the host.`)}).optional()})),gateway=shared(at=>fields(`Routes on a Gateway.`,{backendRef:backendRef(at).optional(),grpcRoutesEnabled:flag(`Whether a GRPCRoute is made; needs expose.service.grpcPort.`).default(!1),httpRoutesEnabled:flag(`Whether an HTTPRoute is made; false does not last through creation.`).default(!0),name:text(`Name of the Gateway.`,{min:1}),namespace:text(`Namespace of the Gateway.`,{min:1})})),labelSelector=shared(at=>fields(`Selects objects by their labels; all conditions must hold.`,{matchLabels:maybe.textMap(`Labels with the exact values that are wanted.`),matchExpressions:list(`Conditions on labels.`,requirement(at)).optional()})),requirement=shared(()=>fields(`A condition on one label.`,{key:text(`Key of the label.`),operator:text(`In, NotIn, Exists or DoesNotExist; for nodes also Gt and Lt.`),values:maybe.texts(`Values to compare with; none for Exists and DoesNotExist.`)})),affinity=shared(at=>fields(`Where the pods should or must run; ignored for a multi-node service.`,{nodeAffinity:nodeAffinity(at).optional(),podAffinity:podAffinity(at).optional(),podAntiAffinity:podAntiAffinity(at).optional()})),podAffinity=shared(at=>fields(`Draws the pods to places where certain other pods run.`,placement(at))),podAntiAffinity=shared(at=>fields(`Keeps the pods away from places where certain other pods run.`,placement(at))),placement=at=>({preferredDuringSchedulingIgnoredDuringExecution:list(`Wishes: places that meet more of their weight are preferred.`,weightedPodTerm(at)).optional(),requiredDuringSchedulingIgnoredDuringExecution:list(`Conditions that must all hold for a pod to be scheduled.`,podTerm(at)).optional()}),weightedPodTerm=shared(at=>fields(`A wish with its weight.`,{podAffinityTerm:podTerm(at),weight:integer(`Weight of the wish, 1 to 100.`)})),podTerm=shared(at=>fields(`Other pods, and how near to them is meant.`,{labelSelector:labelSelector(at).optional(),matchLabelKeys:maybe.texts(`Label keys whose values on the new pod the others must share.`),mismatchLabelKeys:maybe.texts(`Label keys whose values on the new pod the others must not share.`),namespaceSelector:labelSelector(at).optional(),namespaces:maybe.texts(`Namespaces of the other pods; the pod's own if nothing is said.`),topologyKey:text(`Node label that says what one place is, such as kubernetes.io/hostname.`)})),nodeAffinity=shared(at=>fields(`Nodes by their labels.`,{preferredDuringSchedulingIgnoredDuringExecution:list(`Wishes: nodes that meet more of their weight are preferred.`,weightedNodeTerm(at)).optional(),requiredDuringSchedulingIgnoredDuringExecution:fields(`What a node must have to be considered.`,{nodeSelectorTerms:list(`One of these terms must hold.`,nodeTerm(at))}).optional()})),weightedNodeTerm=shared(at=>fields(`A wish with its weight.`,{preference:nodeTerm(at),weight:integer(`Weight of the wish, 1 to 100.`)})),nodeTerm=shared(at=>fields(`Conditions on a node that must all hold.`,{matchExpressions:list(`Conditions on the node's labels.`,requirement(at)).optional(),matchFields:list(`Conditions on the node's fields, such as metadata.name.`,requirement(at)).optional()})),prometheusDuration={pattern:/^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$/,words:`a Prometheus duration such as 30s or 1m30s, the largest unit first`},metrics=shared(()=>fields(`Metrics for Prometheus.`,{enabled:maybe.flag(`Whether a ServiceMonitor is made.`),serviceMonitor:fields(`The ServiceMonitor; needed when enabled.`,{additionalLabels:maybe.textMap(`Labels by which Prometheus finds the ServiceMonitor.`),annotations:maybe.textMap(`Annotations of the ServiceMonitor.`),interval:text(`Time between two scrapes, such as 30s.`,prometheusDuration).optional(),scrapeTimeout:text(`Time after which a scrape fails, such as 10s.`,prometheusDuration).optional()}).optional()})),multiNode=shared(at=>fields(`Spreads one model over several nodes by a LeaderWorkerSet.`,{backendType:choice$1(`What runs the group of pods.`,[`lws`]).default(`lws`),computeDomain:at.since(`3.1.0`,fields(`An NVIDIA ComputeDomain for multi-node NVLink.`,{create:maybe.flag(`Whether the operator makes one; then without a name.`),name:maybe.text(`Name of an existing ComputeDomain.`)}).optional()),mpi:fields(`Starts the model by MPI.`,{mpiStartTimeout:integer(`Seconds to wait for the workers.`,{go:`int64`}).default(300)}).optional(),parallelism:fields(`How the model is cut.`,{pipeline:integer(`Pods of one group; must be above 1 for the service to become Ready.`,{min:1,go:`uint32`}).optional(),tensor:integer(`GPUs of one pod.`,{min:1,go:`uint32`}).optional()}),ray:at.since(`3.1.1`,fields(`Starts the model by Ray; not together with mpi.`,{rayPort:integer(`Port of the Ray head.`,{min:1,max:65535}).default(6379)}).optional())})),scalingMetrics=shared(at=>list(`What the replica count follows; the metric that asks for most replicas wins.`,metric(at))),scalingBehavior=shared(at=>fields(`How fast replicas are added and removed.`,{scaleDown:scalingRules(at).describe(`Removing replicas; by default as far as minReplicas after 300 calm seconds.`).optional(),scaleUp:scalingRules(at).describe(`Adding replicas; by default 4 pods or a doubling every 15 seconds.`).optional()})),metric=shared(at=>fields(`A metric; the field that belongs to its type must be given.`,{containerResource:fields(`A resource of one container in every pod.`,{container:text(`Name of the container.`),name:text(`Name of the resource, such as cpu.`),target:target(at)}).optional(),external:fields(`A metric from outside of the cluster.`,{metric:identifier(at),target:target(at)}).optional(),object:fields(`A metric of one Kubernetes object.`,{describedObject:fields(`The object.`,{apiVersion:maybe.text(`API version of the object.`),kind:text(`Kind of the object.`),name:text(`Name of the object.`)}),metric:identifier(at),target:target(at)}).optional(),pods:fields(`A metric of every pod, averaged.`,{metric:identifier(at),target:target(at)}).optional(),resource:fields(`A resource that the pods request, such as cpu.`,{name:text(`Name of the resource.`),target:target(at)}).optional(),type:text(`ContainerResource, External, Object, Pods or Resource.`)})),identifier=shared(at=>fields(`Names a metric.`,{name:text(`Name of the metric, such as num_requests_waiting.`),selector:labelSelector(at).optional()})),target=shared(()=>fields(`The value to hold.`,{averageUtilization:maybe.integer(`Percent of what the pods request; for resources only.`),averageValue:maybe.quantity(`Average over the pods.`),type:text(`Utilization, Value or AverageValue.`),value:maybe.quantity(`Value of the metric as a whole.`)})),scalingRules=shared(()=>fields(`Limits of speed in one direction.`,{policies:list(`Allowed steps.`,fields(`A step.`,{periodSeconds:integer(`Seconds that the step applies to, at most 1800.`),type:text(`Pods or Percent.`),value:integer(`Pods or percent that may change in the period.`)})).optional(),selectPolicy:maybe.text(`Max (the default), Min or Disabled.`),stabilizationWindowSeconds:maybe.integer(`Seconds of the past that are considered, 0 to 3600.`),tolerance:maybe.quantity(`Relative difference that is still ignored; default 0.1.`)})),scale=shared(at=>fields(`Scaling by a HorizontalPodAutoscaler.`,{annotations:maybe.textMap(`Annotations of the HorizontalPodAutoscaler.`),enabled:maybe.flag(`Whether the service scales by itself; not together with replicas or multiNode.`),hpa:fields(`Settings of the HorizontalPodAutoscaler; needed when enabled.`,{behavior:later(()=>scalingBehavior(at)).optional(),maxReplicas:integer(`The most replicas; not below minReplicas.`),metrics:later(()=>scalingMetrics(at)).optional(),minReplicas:integer(`The fewest replicas.`,{min:1}).default(1)}).optional()})),nimService=shared(at=>root(`NIMService`,`Runs a model and serves its API.`,{spec:nimServiceSpec(at).optional(),status:later(()=>serviceStatus(at)).optional()})),nimServiceSpec=shared(at=>fields(`The model, its resources, and how it is reached.`,{affinity:later(()=>affinity(at)).optional(),annotations:maybe.textMap(`Annotations of the pods and of what the operator makes.`),args:maybe.texts(`Arguments; ignored for a multi-node service.`),authSecret:authSecret(at),command:maybe.texts(`Command instead of the image's own; ignored for a multi-node service.`),draResources:later(()=>draResources(at)).optional(),env:environment(at).optional(),expose:expose(at).optional(),groupID:integer(`Group that the pods run as; default 2000.`,{go:`int64`}).optional(),image:image(at).describe(`The NIM image.`),inferencePlatform:choice$1(`What runs the pods: a Deployment or LeaderWorkerSet, or KServe.`,[`standalone`,`kserve`]).default(`standalone`),initContainers:at.since(`3.1.0`,later(()=>initContainers(at)).optional()),labels:maybe.textMap(`Labels of the pods; a key app breaks the Deployment.`),livenessProbe:togglableProbe(at).describe(`When the container is restarted.`).optional(),metrics:metrics(at).optional(),multiNode:multiNode(at).optional(),nodeSelector:maybe.textMap(`Labels of the nodes to run on; values that read as numbers or booleans break the operator's template.`),podAffinity:later(()=>podAffinity(at),`Deprecated and ignored: use affinity.podAffinity.`).optional(),priorityClassName:at.since(`3.1.2`,maybe.text(`PriorityClass of the pods.`)),proxy:proxy(at).optional(),readinessProbe:togglableProbe(at).describe(`When the container gets requests.`).optional(),replicas:integer(`Number of replicas; not together with scale.enabled.`,{min:+!at.has(`3.1.0`)}).optional(),resources:resourceRequirements(at).optional(),runtimeClassName:maybe.text(`RuntimeClass of the pods; not applied to a multi-node service.`),scale:scale(at).optional(),schedulerName:maybe.text(`Scheduler of the pods.`),sidecarContainers:at.since(`3.1.0`,list(`Containers that run beside the model's.`,container(at)).optional()),startupProbe:togglableProbe(at).describe(`When the container counts as started; models start slowly.`).optional(),storage:serviceStorage(at).optional(),tolerations:tolerations(at).optional(),userID:integer(`User that the pods run as; default 1000.`,{go:`int64`}).optional()}));function authSecret(at){let description=`Secret with the key NGC_API_KEY.`;return at.has(`main`)?text(description).optional():text(description)}const togglableProbe=shared(at=>fields(`A probe, which can be turned off.`,{enabled:maybe.flag(`Whether the probe is used; default true.`),probe:later(()=>probe(at),`The probe itself; default is the operator's own.`).optional()})),serviceStatus=shared(at=>fields(`What the operator found; written by it.`,{availableReplicas:maybe.integer(`Declared, but never written.`),computeDomainStatus:at.since(`3.1.0`,computeDomainStatus(at).optional()),conditions:conditions(at).optional(),draResourceStatuses:keyedList(`State of the device claims.`,`name`,draStatus(at)).optional(),model:fields(`The model as it is served.`,{clusterEndpoint:text(`Address within the cluster.`),externalEndpoint:text(`Address from outside.`),name:text(`Name of the model in the API.`)}).optional(),state:maybe.text(`Ready, NotReady, Failed or PVC-Created.`)})),computeDomainStatus=shared(()=>fields(`State of the ComputeDomain.`,{name:text(`Name of the ComputeDomain.`),nodes:list(`Its nodes.`,fields(`A node.`,{cliqueID:text(`Id of the NVLink clique.`),name:text(`Name of the node.`),status:choice$1(`Whether the node takes part.`,[`Ready`,`NotReady`]).default(`NotReady`)})).optional(),status:maybe.text(`State of the whole.`)})),draStatus=shared(at=>fields(`State of one entry of draResources.`,{name:text(`Name of the claim within the pods.`),resourceClaimStatus:claimStatus(at).optional(),resourceClaimTemplateStatus:fields(`State of a template and its claims.`,{name:text(`Name of the template.`),resourceClaimStatuses:list(`Claims that were made from it.`,claimStatus(at)).optional()}).optional()})),claimStatus=shared(()=>fields(`State of a claim.`,{name:text(`Name of the claim.`),state:text(`State of the claim.`)})),nimPipeline=shared(at=>root(`NIMPipeline`,`Makes several NIMServices.`,{spec:fields(`The services.`,{services:list(`Services of the pipeline.`,member(at)).optional()}).optional(),status:later(()=>fields(`What the operator found; written by it.`,{conditions:conditions(at).optional(),state:maybe.text(`Ready, NotReady or Failed.`),states:maybe.textMap(`State of each service.`)})).optional()})),member=shared(at=>fields(`A service of the pipeline.`,{dependencies:list(`Services whose addresses this one is told.`,dependency(at)).optional(),enabled:maybe.flag(`Whether the service exists; default false, which deletes a service that was made.`),name:maybe.text(`Name of the NIMService; without it the entry is skipped.`),spec:nimServiceSpec(at).optional()})),dependency=shared(()=>fields(`A service that this one calls.`,{envName:maybe.text(`Environment variable to set; only together with envValue.`),envValue:maybe.text(`Value of the variable.`),name:text(`Name of the other service.`),port:integer(`Port of the other service.`)})),nimKinds=[`NIMCache`,`NIMService`,`NIMPipeline`,`NIMBuild`];function schemaOf(kind,version){let at=versions.get(version);return at||(at=new At(version),versions.set(version,at)),definitions[kind](at)}const versions=/* @__PURE__ */ new Map,definitions={NIMCache:nimCache,NIMService:nimService,NIMPipeline:nimPipeline,NIMBuild:nimBuild};function outlineOf(schema){let outline=outlines.get(schema._zod.def);return outline||(outline=build(schema),outlines.set(schema._zod.def,outline)),outline}const outlines=/* @__PURE__ */ new WeakMap,noFields=/* @__PURE__ */ new Map;function build(schema){if(schema instanceof ZodLazy)return outlineOf(schema.unwrap());let leaf=leafOf(schema);if(leaf)return leaf;if(schema instanceof ZodObject)return{is:`map`,fields:new Map(Object.entries(schema.shape).map(([name,field])=>[name,fieldOf(field)])),open:schema._zod.def.catchall instanceof ZodUnknown,newer:newerFieldsOf(schema)??noFields};if(schema instanceof ZodRecord)return{is:`free map`,key:leafOf(schema.keyType),value:outlineOf(schema.valueType)};if(schema instanceof ZodArray)return{is:`list`,item:outlineOf(schema.element),keyedBy:listKeyOf(schema)};throw Error(`no outline for a schema of type ${schema._zod.def.type}`)}function fieldOf(schema){return schema instanceof ZodOptional?new LazyField(schema,schema.unwrap(),!1,void 0):schema instanceof ZodDefault?new LazyField(schema,schema.unwrap(),!1,scalar(schema._zod.def.defaultValue)):new LazyField(schema,schema,!0,void 0)}var LazyField=class{#outer;#inner;required;default;constructor(outer,inner,required,fallback){this.#outer=outer,this.#inner=inner,this.required=required,this.default=fallback}get description(){let own=globalRegistry.get(this.#outer)??globalRegistry.get(this.#inner);return own||!(this.#inner instanceof ZodLazy)?own?.description:globalRegistry.get(this.#inner.unwrap())?.description}get outline(){return outlineOf(this.#inner)}};function scalar(value){if(typeof value==`string`||typeof value==`number`||typeof value==`boolean`)return value;throw Error(`a default is a single value in all of the operator's kinds`)}const advices=[{kinds:[`NIMService`,`NIMPipeline`],under:[`multiNode`],fields:[`enabled`,`workers`,`gpusPerNode`,`size`,`nodes`],help:"this is a field of the NIM Helm chart; write `parallelism: {pipeline: PODS, tensor: GPUS_PER_POD}`"},{kinds:[`NIMCache`],under:[`resources`],fields:[`gpu`,`gpus`,`nvidia.com/gpu`,`limits`,`requests`,`claims`],help:"a NIMCache takes `cpu` and `memory` alone, each as request and limit alike; a download needs no GPU"},{kinds:[`NIMCache`,`NIMService`,`NIMPipeline`,`NIMBuild`],under:[`image`],fields:[`digest`],help:"write the digest as `repository: NAME@sha256` and `tag: HEX_DIGITS`"},{kinds:[`NIMService`,`NIMPipeline`],under:[`resources`],fields:[`cpu`,`memory`,`nvidia.com/gpu`,`gpu`,`gpus`],help:"amounts stand under `limits` and `requests`: `limits: {nvidia.com/gpu: 1}`"},{kinds:[`NIMBuild`],under:[`resources`],fields:[`cpu`,`memory`,`nvidia.com/gpu`,`gpu`,`gpus`,`claims`],help:"amounts stand under `limits` and `requests`: `limits: {nvidia.com/gpu: 1}`"}];function adviceFor(kind,parent,field){let names=parent.filter(step=>typeof step==`string`);return advices.find(({kinds,under,fields})=>kinds.includes(kind)&&fields.includes(field)&&under.every((name,index)=>names.at(index-under.length)===name))?.help}function closest(wanted,names){if(wanted.length===0||wanted.length>64)return;let plain=fold(wanted),best,bestDistance=1/0;for(let name of names){let other=fold(name),distance=other===plain?0:slips(plain,other);distance<=Math.floor(Math.max(plain.length,other.length)/3)&&distance<bestDistance&&(best=name,bestDistance=distance)}return best!==void 0&&bestDistance<=1?best:soleName(names,name=>contains(plain,fold(name)))??best}function fold(name){return name.toLowerCase().replace(/[-_ ]/g,``)}function contains(one,other){let[short,long]=one.length<other.length?[one,other]:[other,one];return short.length>=5&&(long.startsWith(short)||long.endsWith(short)||long.endsWith(short.replace(/s$/,``)))}function soleName(names,test){let found=names.filter(test);return found.length===1?found[0]:void 0}function slips(one,other){let beforeLast=[],last=Array.from({length:other.length+1},(_,column)=>column);for(let row=1;row<=one.length;row++){let current=[row];for(let column=1;column<=other.length;column++){let same=one[row-1]===other[column-1],cost=Math.min((last[column]??0)+1,(current[column-1]??0)+1,(last[column-1]??0)+ +!same);row>1&&column>1&&one[row-1]===other[column-2]&&one[row-2]===other[column-1]&&(cost=Math.min(cost,(beforeLast[column-2]??0)+1)),current.push(cost)}beforeLast=last,last=current}return last[other.length]??0}function whereItBelongs(root,parent,key){for(let length=parent.length;length>=1;length--){let around=placeOf(root,parent.slice(0,length)),found=around?shallowest(around,key):[];if(found.length>1)return;let[steps]=found;if(steps&&steps.length>1&&vague.has(key))return;if(steps)return formatPath([...parent.slice(0,length),...steps])}}const vague=/* @__PURE__ */ new Set([`name`,`namespace`,`key`,`value`,`type`,`enabled`,`port`,`labels`,`annotations`,`spec`]);function placeOf(root,path){let place=root;for(let step of path)if(place?.is===`map`&&typeof step==`string`)place=place.fields.get(step)?.outline;else if(place?.is===`free map`)place=place.value;else if(place?.is===`list`)place=place.item;else return;return place}function shallowest(from,key){let level=[{outline:from,path:[]}];for(let depth=0;depth<4&&level.length>0;depth++){let next=[],found=[];for(let{outline,path}of level)if(outline.is===`map`){outline.fields.has(key)&&found.push(path);for(let[name,field]of outline.fields)next.push({outline:field.outline,path:[...path,name]})}if(found.length>0)return found;level=next}return[]}var Wording=class{#kind;#version;#root;#searches=50;constructor(kind,version,root){this.#kind=kind,this.#version=version,this.#root=root}unknownField(outline,parent,key){let path=[...parent,key],since=outline.newer.get(key);if(since!==void 0&&!atLeast(this.#version,since))return{path,code:`newer-field`,since,message:`${formatPath(path)} needs NIM Operator ${since}; ${this.#version} does not know it`,help:since===operatorVersions.at(-1)?`remove it`:`remove it, or upgrade the operator to ${since}`};let problem={path,code:`unknown-field`,message:`unknown field ${show(key)}${parent.length>0?` in ${formatPath(parent)}`:``}`},advice=adviceFor(this.#kind,parent,key);if(advice!==void 0)return{...problem,help:advice};let names=[...outline.fields.keys()];if(this.#searches>0){this.#searches--;let suggestion=closest(key,names);if(suggestion!==void 0)return{...problem,suggestion,help:`did you mean \`${suggestion}\`?`};let home=whereItBelongs(this.#root,parent,key);if(home!==void 0)return{...problem,help:`\`${key}\` belongs under ${home}`}}return{...problem,help:names.length===0?`remove it`:`remove it; known here: ${enumerate(names)}`}}misplacedKey(expected,container,found,path){return{path,code:`unknown-field`,message:`${formatPath(path)} is not read: ${formatPath(container)} must be ${what(expected)}, not ${show(found)}`,help:shapeHelp(expected,container,shapeOf(found))}}missingField(field,parent,name){let path=[...parent,name],wanted=field.description??`${what(field.outline)}.`;return{path,code:`missing-field`,message:`${formatPath(path)} is required`,help:`add \`${name}\`${withRequired(field.outline)}: ${wanted.replace(/\.$/,``)}`}}wrongType(outline,value,path){let problem={path,code:`wrong-type`,message:`${formatPath(path)} must be ${what(outline)}, but is ${show(value)}`};if(value===null)return{...problem,help:`remove the empty item`};let help=isScalar(outline)?scalarHelp(outline,value,path):shapeHelp(outline,path,shapeOf(value));return{...problem,help}}invalidValue(leaf,value,path){let problem={path,code:`invalid-value`,message:``},place=formatPath(path);if(leaf.is===`choice`&&typeof value==`string`){let suggestion=closest(value,leaf.of);return problem.message=`${place} must be ${what(leaf)}, but is ${show(value)}`,suggestion===void 0?{...problem,help:`write ${leaf.of.map(quote$1).join(` or `)}`}:{...problem,suggestion,help:`did you mean ${quote$1(suggestion)}?`}}if(leaf.is===`integer`)return{...problem,message:`${place} must be ${what(leaf)}, but is ${show(value)}`,help:`write a number ${rangeOf(leaf)}`};if(leaf.is===`text`&&typeof value==`string`)return{...problem,...textFault(leaf,value,place)};let suggestion=typeof value==`string`?tidyQuantity(value):void 0;return problem.message=`${place} must be ${what(leaf)}, but is ${show(value)}`,suggestion===void 0?{...problem,help:`write a number and a unit without a space, such as 80Gi, 500m or 4`}:{...problem,suggestion,help:`did you mean ${quote$1(suggestion)}?`}}invalidKey(leaf,path,key){let words=leaf.is===`text`&&leaf.words!==void 0?leaf.words:`a valid key`;return{path,code:`invalid-value`,message:`${show(key)} is no valid key of ${formatPath(path.slice(0,-1))}`,help:`a key must be ${words.replace(/^a key /,``)}`}}static annotationsTooLarge(){return{path:[`metadata`,`annotations`],code:`invalid-value`,message:`metadata.annotations must have at most 256 KiB in all`,help:`keep large texts in a ConfigMap`}}duplicateItem(keyedBy,path,item){let key=isMap(item)?item[keyedBy]:void 0;return{path,code:`duplicate-item`,message:`${formatPath(path)} repeats the ${keyedBy} ${show(key??null)} of an item before it`,help:`give every item a ${keyedBy} of its own`}}};function isScalar(outline){return outline.is!==`map`&&outline.is!==`free map`&&outline.is!==`list`}function what(outline){switch(outline.is){case`map`:case`free map`:return`a map`;case`list`:return`a list`;case`text`:return outline.min===1?`a string that is not empty`:`a string`;case`integer`:return`a whole number${outline.min===void 0&&outline.max===void 0?``:` ${rangeOf(outline)}`}`;case`number`:return`a number`;case`flag`:return`true or false`;case`choice`:return outline.of.length===1?quote$1(outline.of[0]??``):`one of ${outline.of.map(quote$1).join(`, `)}`;case`quantity`:return`an amount such as 80Gi, 500m or 4`;case`integer-or-text`:return`a whole number or a string`}}function rangeOf({min,max}){return min!==void 0&&max!==void 0?`from ${min} to ${max}`:min===void 0?`of at most ${max}`:`of at least ${min}`}function scalarHelp(leaf,value,path){let name=lastName(path),label=name===void 0?`- `:`${name}: `;if(shapeOf(value)!==`scalar`)return`write a single value: ${label}${example(leaf)}`;if(leaf.is===`choice`)return`write ${leaf.of.map(word=>quote$1(`${label}${word}`)).join(` or `)}`;if(leaf.is===`text`){let quoted=`put the value in quotes: ${label}${JSON.stringify(String(value))}`;return name===`tag`?`${quoted}; without them YAML turns 1.10 into 1.1`:quoted}if(typeof value==`string`){if(leaf.is===`integer`&&/^[+-]?[0-9]+$/.test(value)||leaf.is===`number`&&value.trim()!==``&&Number.isFinite(Number(value)))return`remove the quotes: ${label}${Number(value)}`;if(leaf.is===`flag`&&/^(true|yes|on|y)$/i.test(value))return`write ${label}true, without quotes`;if(leaf.is===`flag`&&/^(false|no|off|n)$/i.test(value))return`write ${label}false, without quotes`}return leaf.is===`integer`&&(typeof value==`number`||typeof value==`bigint`)?Number.isInteger(Number(value))?`the number is too large`:`write the number without a fraction`:(leaf.is===`quantity`||leaf.is===`integer-or-text`)&&typeof value==`number`?`put the value in quotes: ${label}"${value}"`:`write for example ${label}${name===`cpu`?`4`:example(leaf)}`}function example(leaf){switch(leaf.is){case`text`:return`"…"`;case`integer`:return String(leaf.min??1);case`number`:return`0.8`;case`flag`:return`true`;case`choice`:return leaf.of[0]??``;case`quantity`:return`80Gi`;case`integer-or-text`:return`8000`}}function shapeHelp(outline,path,got){let name=lastName(path);return outline.is===`list`?`${name??`it`} is a list: put \`- \` before ${got===`map`?`the item`:`each item`}`:isScalar(outline)?`write a single value: ${name===void 0?`- `:`${name}: `}${example(outline)}`:got===`list`?`${name??`it`} is a map, not a list: remove the \`- \``:outline.is===`free map`?"write keys and values: `key: value`, one a line":`write it as a map with fields of its own: ${enumerate([...outline.fields.keys()])}`}function withRequired(outline){if(outline.is!==`map`)return``;let required=[...outline.fields].filter(([,field])=>field.required).map(([name])=>quote$1(name));return required.length===0?``:` with ${required.join(`, `)}`}function tidyQuantity(text){let[,amount=``,unit=``,binary=``]=/^([+-]?[0-9]+(?:\.[0-9]+)?)\s*([kmgtpe])(i?)b?$/i.exec(text.replace(/[\s_]/g,``))??[];if(unit!==``)return binary===``?`${amount}${/[mk]/.test(unit)||unit===`K`?unit.toLowerCase():unit.toUpperCase()}`:`${amount}${unit.toUpperCase()}i`}function textFault(leaf,value,place){if(leaf.min!==void 0&&value.length<leaf.min)return{message:`${place} must not be empty`,help:`give it a value${leaf.words?`: ${leaf.words}`:``}`};if(leaf.max!==void 0&&[...value].length>leaf.max)return{message:`${place} must have at most ${leaf.max} characters, but has ${[...value].length}`,help:`choose a shorter one`};let words=leaf.words??`in the form that the API describes`,blank=value!==value.trim()&&value.trim()!==``&&leaf.pattern?.test(value.trim());return{message:`${place} must be ${words}, but is ${show(value)}`,help:blank?`remove the blanks or line breaks around it: ${show(value.trim())}`:`write ${words}`}}function shapeOf(value){return Array.isArray(value)?`list`:isMap(value)?`map`:`scalar`}function show(value){return value===null?`empty (null)`:Array.isArray(value)?`a list`:isMap(value)?`a map`:typeof value==`boolean`?String(value):typeof value==`string`?/nvapi-|hf_[A-Za-z0-9]{6}|:\/\/[^/]*@/.test(value)?`a string that is not shown`:value.length>60?`${JSON.stringify(`${value.slice(0,57)}…`)}`:JSON.stringify(value):`the number ${value}`}function lastName(path){let last=path.at(-1);return typeof last==`string`?last:void 0}function quote$1(text){return`\`${text}\``}function enumerate(names){let shown=names.slice(0,12).map(quote$1).join(`, `);return names.length>12?`${shown} and ${names.length-12} more`:shown}function examine(kind,version,document){let outline=outlineOf(schemaOf(kind,version)),examiner=new Examiner(new Wording(kind,version,outline)),resource=examiner.value(outline,withMetadata(document),[]),problems=examiner.problems.filter(problem=>!isForgiven(problem,document));return annotationsFit(document)||problems.push(Wording.annotationsTooLarge()),{resource,problems:[...problems,...unknownVersion(document)]}}function withMetadata(document){return document.metadata===void 0||document.metadata===null?{...document,metadata:{}}:document}function unknownVersion(document){let{apiVersion:given}=document;return typeof given!=`string`||!given.startsWith(`${groupVersion.group}/`)||given===groupVersion.apiVersion?[]:Object.keys(document).filter(key=>key!==`apiVersion`&&key!==`kind`&&key!==`metadata`).map(key=>({path:[key],code:`unknown-field`,message:`${given} does not exist, so the API server does not know ${key}`,help:`write apiVersion: ${groupVersion.apiVersion}`}))}function isForgiven(problem,document){if(problem.path[0]===`status`)return problem.code!==`unknown-field`&&problem.code!==`newer-field`;if(problem.path.length!==2||problem.path[0]!==`metadata`||problem.path[1]!==`name`||!isMap(document.metadata))return!1;let{name=null,generateName}=document.metadata;return(name===null||name===``)&&typeof generateName==`string`&&generateName!==``}var Examiner=class{problems=[];#wording;constructor(wording){this.#wording=wording}value(outline,value,path){switch(outline.is){case`map`:return isMap(value)?this.#map(outline,value,path):this.#wrongType(outline,value,path);case`free map`:return isMap(value)?this.#freeMap(outline,value,path):this.#wrongType(outline,value,path);case`list`:return Array.isArray(value)?this.#list(outline,value,path):this.#wrongType(outline,value,path);default:return this.#leaf(outline,value,path)}}#map(outline,map,path){let kept={};for(let[key,value]of Object.entries(map)){let field=outline.fields.get(key);field?value!==null&&put(kept,key,this.value(field.outline,value,[...path,key])):outline.open?put(kept,key,value):this.problems.push(this.#wording.unknownField(outline,path,key))}for(let[name,field]of outline.fields)Object.hasOwn(map,name)&&map[name]!==null||(field.default===void 0?field.required&&this.problems.push(this.#wording.missingField(field,path,name)):put(kept,name,field.default));return kept}#freeMap(outline,map,path){let kept={};for(let[key,value]of Object.entries(map)){if(value===null)continue;let fault=outline.key&&faultOf$1(outline.key,key);outline.key&&fault&&this.problems.push(this.#wording.invalidKey(outline.key,[...path,key],key));let valid=this.value(outline.value,value,[...path,key]);fault||put(kept,key,valid)}return kept}#list(outline,list,path){let kept=list.map((item,index)=>this.value(outline.item,item,[...path,index])??empty(outline.item));if(outline.keyedBy!==void 0)for(let index of repeatedKeys(list,outline.keyedBy))this.problems.push(this.#wording.duplicateItem(outline.keyedBy,[...path,index],list[index]));return kept}#leaf(leaf,value,path){let fault=faultOf$1(leaf,value);if(fault===`wrong-type`)return this.#wrongType(leaf,value,path);if(fault)this.problems.push(this.#wording.invalidValue(leaf,value,path));else return typeof value==`bigint`?Number(value):value}#wrongType(outline,value,path){this.problems.push(this.#wording.wrongType(outline,value,path)),this.#unknownInside(outline,value,path)}#unknownInside(expected,value,path){let pending=[{value,path}];for(let next=pending.pop();next;next=pending.pop()){let{value:inner,path:place}=next;if(Array.isArray(inner))for(let index=inner.length-1;index>=0;index--)pending.push({value:inner[index]??null,path:[...place,index]});else if(isMap(inner))for(let key of Object.keys(inner))this.problems.push(this.#wording.misplacedKey(expected,path,value,[...place,key]))}}};function faultOf$1(leaf,value){switch(leaf.is){case`text`:return typeof value==`string`?(leaf.min===void 0||lengthOf$1(value,leaf.min)>=leaf.min)&&(leaf.max===void 0||lengthOf$1(value,leaf.max)<=leaf.max)&&(leaf.pattern===void 0||leaf.pattern.test(value))?void 0:`invalid-value`:`wrong-type`;case`integer`:return isInteger(value)?(leaf.min===void 0||value>=leaf.min)&&(leaf.max===void 0||value<=leaf.max)?void 0:`invalid-value`:`wrong-type`;case`number`:return Number.isFinite(typeof value==`bigint`?Number(value):value)?void 0:`wrong-type`;case`flag`:return typeof value==`boolean`?void 0:`wrong-type`;case`choice`:return typeof value==`string`?leaf.of.includes(value)?void 0:`invalid-value`:`wrong-type`;case`quantity`:return typeof value==`string`?quantityPattern.test(value)?void 0:`invalid-value`:isInteger(value)?void 0:`wrong-type`;case`integer-or-text`:return typeof value==`string`||isInteger(value)?void 0:`wrong-type`}}function lengthOf$1(text,limit){if(text.length<=limit||text.length>2*limit)return text.length;let count=0;for(let _ of text)count++;return count}function isInteger(value){return typeof value==`bigint`?BigInt.asIntN(64,value)===value:Number.isSafeInteger(value)}function empty(outline){return outline.is===`list`?[]:outline.is===`map`||outline.is===`free map`?{}:``}function put(map,key,value){value!==void 0&&(key===`__proto__`?Object.defineProperty(map,key,{value,writable:!0,enumerable:!0,configurable:!0}):map[key]=value)}function judge$1(kind,version,document){if(isPlain(document,0)&&annotationsFit(document)){let parsed=schemaOf(kind,version).safeParse(document);if(parsed.success)return{resource:parsed.data,problems:[]}}return examine(kind,version,document)}function isPlain(value,depth){if(typeof value!=`object`)return typeof value!=`bigint`;if(value===null||depth>64)return!1;if(Array.isArray(value)){for(let item of value)if(!isPlain(item,depth+1))return!1;return!0}for(let key in value)if(key===`__proto__`||!isPlain(value[key],depth+1))return!1;return!0}var ResourceSet=class{resources;companions;services;#byKey=/* @__PURE__ */ new Map;#byKind=/* @__PURE__ */ new Map;#derived=/* @__PURE__ */ new Map;constructor(resources,companions){this.resources=resources,this.companions=companions,this.services=resources.flatMap(resource=>isOfKind(resource,`NIMService`)?[resource]:isOfKind(resource,`NIMPipeline`)?servicesOf(resource):[]);for(let located of[...resources,...companions]){let key=keyOf$1(located.kind,located.namespace,located.name);this.#byKey.has(key)||this.#byKey.set(key,located)}for(let resource of resources){let same=this.#byKind.get(resource.kind);same?same.push(resource):this.#byKind.set(resource.kind,[resource])}}ofKind(kind){return this.#byKind.get(kind)??[]}find(kind,namespace,name){return this.#byKey.get(keyOf$1(kind,namespace,name))}companion(kind,namespace,name){return this.#byKey.get(keyOf$1(kind,namespace,name))}derive(make){return this.#derived.has(make)||this.#derived.set(make,make(this)),this.#derived.get(make)}};function isOfKind(resource,kind){return resource.kind===kind}function resourceFrom(kind,written,origin){let{resource,problems}=judge$1(kind,origin.operatorVersion,written);return{kind,name:textOf$1(written,`name`)??textOf$1(written,`generateName`)??``,namespace:textOf$1(written,`namespace`)??origin.namespace,metadata:resource.metadata??{},spec:resource.spec??{},status:resource.status,written,problems,document:origin.document,pipeline:void 0,fromRoot:path=>path,place:origin.base.length===0?path=>path:path=>[...origin.base,...path]}}const memberCache=/* @__PURE__ */ new WeakMap;function servicesOf(pipeline){let known=memberCache.get(pipeline);if(known)return known;let members=(pipeline.spec.services??[]).map((service,index)=>{let written=writtenService(pipeline.written,index),fromRoot=([first,...rest])=>[`spec`,`services`,index,...first===`spec`?[`spec`,...rest]:rest];return{kind:`NIMService`,name:service?.name??``,namespace:pipeline.namespace,metadata:{name:service?.name??``,namespace:pipeline.namespace},spec:service?.spec??{},status:void 0,written:{metadata:{name:service?.name??``},spec:isMap(written.spec)?written.spec:{}},problems:[],document:pipeline.document,pipeline:{resource:pipeline,index,enabled:service?.enabled===!0},fromRoot,place:path=>pipeline.place(fromRoot(path))}});return memberCache.set(pipeline,members),members}function writtenService(pipeline,index){let spec=pipeline.spec,services=isMap(spec)?spec.services:void 0,service=Array.isArray(services)?services[index]:void 0;return isMap(service)?service:{}}function textOf$1(document,key){let metadata=document.metadata,value=isMap(metadata)&&Object.hasOwn(metadata,key)?metadata[key]:void 0;return typeof value==`string`&&value!==``?value:void 0}function keyOf$1(kind,namespace,name){return`${kind}\0${namespace}\0${name}`}function isProfileId(text){return/^[0-9a-f]{64}$/.test(text)}function cacheReferenceOf(resource){let service=isOfKind(resource,`NIMService`),reference=isOfKind(resource,`NIMBuild`)?resource.spec.nimCache:service?resource.spec.storage?.nimCache:void 0;if(!reference?.name)return;let path=service?[`spec`,`storage`,`nimCache`]:[`spec`,`nimCache`];return{name:reference.name,profile:reference.profile||void 0,path}}function usedCache(resource,set){let reference=cacheReferenceOf(resource);return reference&&set.find(`NIMCache`,resource.namespace,reference.name)}function listedProfiles(cache){let profiles=cache.spec.source?.ngc?.model?.profiles??[];return profiles.length===0||profiles.includes(`all`)?void 0:profiles}function cachesByName(set){return grouped(set,({name})=>name)}function cachesByNamespace(set){return grouped(set,({namespace})=>namespace)}function grouped(set,keyOf){let groups=/* @__PURE__ */ new Map;for(let cache of set.ofKind(`NIMCache`)){let key=keyOf(cache),same=groups.get(key);same?same.push(cache):groups.set(key,[cache])}return groups}function reportMissingCache(resource,report,set$5){let reference=cacheReferenceOf(resource);if(!reference||set$5.derive(cachesByName).has(reference.name))return;let path=[...reference.path,`name`],caches=set$5.derive(cachesByNamespace).get(resource.namespace)??[],near=nearName(reference.name,caches.map(({name})=>name)),cache=caches.find(({name})=>name===near),where=`in namespace ${resource.namespace}`;report(path,`no NIMCache ${JSON.stringify(reference.name)} ${where} of this set`,{help:cache?`did you mean \`${cache.name}\`?`:`add the NIMCache, or name one that exists`,severity:cache?`error`:`warning`,related:cache?[{resource:cache,path:[`metadata`,`name`]}]:[],fix:cache?unsafe(set(path,cache.name)):void 0})}const buildCacheMissing=rule$1({id:`build-cache-missing`,title:`a build names a cache that is not in the set`,kinds:[`NIMBuild`],severity:`warning`,enforcedBy:`operator`,why:`A build without its cache shows nothing: the operator wants to write the condition
\`NIM_BUILD_NIM_CACHE_NOT_FOUND\`, but gives a reason with spaces in it, which the API server refuses. The state
stays empty, tries get rarer, and it may take a quarter of an hour until a cache that appears later is noticed.
Create a NIMBuild when its cache is \`Ready\`.

The cache may well stand in another repository; then turn this rule off.`,source:`k8s-nim-operator v3.1.2, nimbuild_controller.go; seen on a cluster`,check(build,report,{set}){reportMissingCache(build,report,set)},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
`}});function parseQuantity(value){let text=String(value),parts=shape.exec(text);if(!parts||text===``)return;let unit=unitOf(parts[4]??``);if(unit===void 0)return;let negative=parts[1]===`-`,whole=(parts[2]??``).replace(/^0+/,``)||`0`,fraction=parts[3]??``;if(!/[0-9]/.test(`${parts[2]}${fraction}`)&&isFarFromOne(unit))return;if(isKeptAsWritten(whole,fraction,unit))return{nano:signed(toNano(BigInt(whole+fraction),fraction.length,unit),negative),canonical:text};let nano=capped(toNano(BigInt(whole+fraction),fraction.length,unit),unit);return{nano:signed(nano,negative),canonical:canonicalOf(signed(nano,negative),nano,unit)}}function compareQuantities(a,b){return a.nano<b.nano?-1:+(a.nano>b.nano)}function wholeUnits(quantity){let rest=quantity.nano%billion,whole=quantity.nano/billion;return rest===0n?whole:quantity.nano>0n?whole+1n:whole-1n}function gibibytes(quantity){return Number(quantity.nano/1000n)/1e6/2**30}const billion=1000000000n,largestBinary=(2n**63n-1n)*billion,shape=/^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/,decimalSuffixes={n:-9,u:-6,m:-3,"":0,k:3,M:6,G:9,T:12,P:15,E:18},binarySuffixes={Ki:10,Mi:20,Gi:30,Ti:40,Pi:50,Ei:60};function unitOf(suffix){let decimal=Object.hasOwn(decimalSuffixes,suffix)?decimalSuffixes[suffix]:void 0;if(decimal!==void 0)return{format:`decimal`,exponent:decimal};let binary=Object.hasOwn(binarySuffixes,suffix)?binarySuffixes[suffix]:void 0;if(binary!==void 0)return{format:`binary`,exponent:binary};if(!/^[eE][+-]?[0-9]+$/.test(suffix))return;let exponent=Number(suffix.slice(1));return{format:`exponent`,exponent:Math.max(-1e3,Math.min(1e3,exponent))}}function isFarFromOne(unit){return unit.format===`binary`?unit.exponent>=50:unit.exponent<-9}function isKeptAsWritten(whole,fraction,unit){let digits=whole+fraction;if(unit.format===`binary`){let precision=15-whole.length-Math.trunc(unit.exponent*3/10)-1,fits=BigInt(digits)<<BigInt(unit.exponent)<2n**63n;return fraction===``&&precision>=0&&fits&&unit.exponent%10==0&&(BigInt(digits)&7n)!=0n}let scale=unit.exponent-fraction.length;return digits.length<=18&&scale>=-9&&scale%3==0&&!digits.endsWith(`000`)&&!digits.startsWith(`0`)}function toNano(digits,decimals,unit){let binary=unit.format===`binary`,scaled=binary?digits<<BigInt(unit.exponent):digits,power=9-decimals+(binary?0:unit.exponent);if(power>=0)return scaled*10n**BigInt(power);let divisor=10n**BigInt(-power);return(scaled+divisor-1n)/divisor}function capped(nano,unit){return unit.format===`binary`&&nano>largestBinary?largestBinary:nano}function signed(nano,negative){return negative?-nano:nano}function canonicalOf(nano,size,unit){if(nano===0n)return`0`;if(unit.format===`binary`&&size>=1024n*billion&&nano%billion==0n){let[amount,times]=withoutFactors(nano/billion,1024n);return`${amount}${suffixFor(binarySuffixes,times*10)}`}let[amount,exponent]=withoutFactors(nano,10n);for(exponent-=9;exponent%3!=0;exponent--)amount*=10n;return unit.format===`exponent`?exponent===0?`${amount}`:`${amount}e${exponent}`:`${amount}${suffixFor(decimalSuffixes,exponent)}`}function suffixFor(suffixes,exponent){return Object.keys(suffixes).find(suffix=>suffixes[suffix]===exponent)??``}function withoutFactors(amount,factor){let times=0,rest=amount;for(;rest!==0n&&rest%factor===0n;)rest/=factor,times++;return[rest,times]}const gpuResource=`nvidia.com/gpu`;function gpuResourcesOf(resources){return[.../* @__PURE__ */ new Set([...Object.keys(resources?.requests??{}),...Object.keys(resources?.limits??{})])].filter(name=>name.startsWith(`nvidia.com/`)||/(^|[/.-])v?gpu($|[.-])/.test(name))}function migResourcesOf(resources){return gpuResourcesOf(resources).filter(name=>name.startsWith(`nvidia.com/mig-`))}function gpuCountOf(resources){for(let side of[`limits`,`requests`]){let amount=resources?.[side]?.[gpuResource],quantity=amount===void 0?void 0:parseQuantity(amount);if(quantity)return{count:Number(quantity.nano)/1e9,in:side}}}function isExtendedResource(name){return name.includes(`/`)&&!/^([^/]*\.)?kubernetes\.io\//.test(name)}const buildGpuWithTensorProfile=rule$1({id:`build-gpu-with-tensor-profile`,title:`a build asks for GPUs that its profile asks for too`,kinds:[`NIMBuild`],severity:`warning`,enforcedBy:`operator`,why:"The operator takes the number of GPUs of the build pod from the profile's tag `tp`. If\n`resources.requests` names `nvidia.com/gpu` as well, it makes no pod and reports `tensorParallelism is set\nin the profile tags, but nvidia.com/gpu is already set in resources`. Profiles for TensorRT-LLM have the tag; a\nprofile without it is the one case where the request must stand here.\n\nThe spec of a NIMBuild cannot be changed: delete it and create it again.",source:`k8s-nim-operator v3.1.2, nimbuild_controller.go constructEngineBuildPod; seen on a cluster (trap T20)`,check(build,report,{set}){if(build.spec.resources?.requests?.[`nvidia.com/gpu`]===void 0)return;let path=at(`spec`,`resources`,`requests`,gpuResource),cache=usedCache(build,set),selected=cache?.spec.source?.ngc?.model,isCertain=!!selected?.tensorParallelism&&(selected?.profiles?.length??0)===0,message=isCertain?`the profile says how many GPUs to ask for, and the operator refuses a second number`:`if the profile has the tag tp, the operator refuses a second number of GPUs`,tensor=at(`spec`,`source`,`ngc`,`model`,`tensorParallelism`);report(path,message,{help:`leave resources.requests out`,severity:isCertain?`error`:`warning`,related:cache&&isCertain?[{resource:cache,path:tensor,message:`selected by it`}]:[],fix:unsafe(remove(...emptiedBy(build.spec.resources)))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  resources:
    requests:
      nvidia.com/gpu: "1"
    limits:
      nvidia.com/gpu: "1"
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
`}});function emptiedBy(resources){return Object.keys(resources.requests??{}).length===1?[`spec`,`resources`,`requests`]:[`spec`,`resources`,`requests`,gpuResource]}const buildLabelsIgnored=rule$1({id:`build-labels-ignored`,title:`labels or annotations of a build stand where nobody reads them`,kinds:[`NIMBuild`],severity:`info`,enforcedBy:`operator`,why:"`spec.labels` and `spec.annotations` of a NIMBuild are fields that no code reads: the operator\ncopies those of `metadata` to the pods.",source:`k8s-nim-operator v3.1.2, nimbuild_controller.go constructEngineBuildPod`,check(build,report){for(let field of[`labels`,`annotations`])Object.keys(build.spec[field]??{}).length!==0&&report(at(`spec`,field),`spec.${field} is not read`,{help:`write them into metadata.${field}`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  labels:
    team: search
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
  labels:
    team: search
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
`}}),buildNeedsListedProfiles=rule$1({id:`build-needs-listed-profiles`,title:`a build takes its profile from a cache that lists none`,kinds:[`NIMBuild`],severity:`error`,enforcedBy:`operator`,why:"A build looks for its profile in `status.profiles` of the cache, and the operator fills that list only\nwith ids that were named in `model.profiles` or selected by a filter. A cache of `profiles: [all]`, of a\n`modelEndpoint`, or from Hugging Face or a Data Store has an empty list: the build ends as `Failed` with\n`No buildable profiles found for NIM Cache`, also when `nimCache.profile` names one.",source:`k8s-nim-operator v3.1.2, nimbuild_controller.go getBuildableProfiles, nimcache_controller.go reconcileJobStatus; seen on a cluster`,check(build,report,{set}){let cache=usedCache(build,set),why=cache&&whyUnlisted(cache.spec.source);why&&report(at(`spec`,`nimCache`,`name`),`the cache ${cache.name} ${why.words}, so its status lists no profile to build from`,{help:`list the id of the buildable profile in the cache's source.ngc.model.profiles`,related:[{resource:cache,path:why.path}]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - all
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
`}});function whyUnlisted(source){let from=field=>at(`spec`,`source`,field);if(source?.hf)return{words:`comes from Hugging Face`,path:from(`hf`)};if(source?.dataStore)return{words:`comes from a Data Store`,path:from(`dataStore`)};if(source?.ngc?.modelEndpoint)return{words:`has a modelEndpoint`,path:[...from(`ngc`),`modelEndpoint`]};if(source?.ngc?.model?.profiles?.includes(`all`))return{words:`takes all profiles`,path:[...from(`ngc`),`model`,`profiles`]}}const buildNotCanonical=rule$1({id:`build-not-canonical`,title:`a build is written in a way that the operator would write otherwise`,kinds:[`NIMBuild`],severity:`error`,enforcedBy:`operator`,why:'The operator writes the object back to add its finalizer, and in doing so it normalises the spec: `8`\nbecomes `"8"`, `1024Mi` becomes `1Gi`, empty texts, lists and maps disappear. The spec of a NIMBuild is\nimmutable, so the API server refuses that write as an edit, on every try: there is no finalizer, no state, no\nmessage, and nothing is ever built.\n\nWrite amounts the way Kubernetes prints them, in quotes, and leave out what is empty. Then delete the object and\ncreate it again.',source:`k8s-nim-operator v3.1.2, nimbuild_types.go; CRD rule B1; amounts, empty lists and modelName seen on a cluster (trap T28)`,check(build,report){for(let{path,becomes}of rewritten(build.spec)){let field=formatPath(path);becomes===void 0?report(path,`${field} is empty; the operator would drop it, and the immutable spec forbids that`,{help:`remove ${field}`,fix:remove(...path)}):report(path,`the operator would write ${field} as "${becomes}", and the immutable spec forbids that`,{help:`write \`${String(path.at(-1))}: "${becomes}"\``,fix:set(path,becomes)})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  modelName: ""
  resources:
    limits:
      cpu: 8
      memory: 1024Mi
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  resources:
    limits:
      cpu: "8"
      memory: 1Gi
`}});function rewritten(spec){let{image,nimCache,resources}=spec,optional=[[at(`spec`,`nimCache`,`profile`),nimCache?.profile],[at(`spec`,`modelName`),spec.modelName],[at(`spec`,`image`,`pullPolicy`),image?.pullPolicy],[at(`spec`,`image`,`pullSecrets`),image?.pullSecrets],[at(`spec`,`resources`,`limits`),resources?.limits],[at(`spec`,`resources`,`requests`),resources?.requests],[at(`spec`,`tolerations`),spec.tolerations],[at(`spec`,`nodeSelector`),spec.nodeSelector],[at(`spec`,`env`),spec.env],[at(`spec`,`labels`),spec.labels],[at(`spec`,`annotations`),spec.annotations]];return spec.tolerations?.forEach((toleration,index)=>{for(let[key,value]of Object.entries(toleration??{}))optional.push([at(`spec`,`tolerations`,index,key),value])}),spec.env?.forEach((variable,index)=>{optional.push([at(`spec`,`env`,index,`value`),variable?.value])}),[...optional.filter(([,value])=>isEmpty(value)).map(([path])=>({path,becomes:void 0})),...amountsOf(spec).flatMap(({path,amount})=>{let becomes=parseQuantity(amount)?.canonical;return becomes===void 0||becomes===amount?[]:[{path,becomes}]}),...divisorsOf(spec)]}function isEmpty(value){return value===``||typeof value==`object`&&!!value&&Object.keys(value).length===0}function amountsOf({resources}){return[`limits`,`requests`].flatMap(side=>Object.entries(resources?.[side]??{}).flatMap(([name,amount])=>amount===void 0?[]:[{path:at(`spec`,`resources`,side,name),amount}]))}function divisorsOf({env}){return(env??[]).flatMap((variable,index)=>{let reference=variable?.valueFrom?.resourceFieldRef;if(!reference)return[];let{divisor}=reference,path=at(`spec`,`env`,index,`valueFrom`,`resourceFieldRef`,`divisor`),becomes=divisor===void 0?`0`:parseQuantity(divisor)?.canonical;return becomes===void 0||becomes===divisor?[]:[{path,becomes}]})}function parseImageReference(text){let at=text.indexOf(`@`),named=at<0?text:text.slice(0,at),digest=at<0?void 0:text.slice(at+1),colon=named.lastIndexOf(`:`),hasTag=colon>named.lastIndexOf(`/`),repository=hasTag?named.slice(0,colon):named,tag=hasTag?named.slice(colon+1):void 0,slash=repository.indexOf(`/`),first=slash<0?``:repository.slice(0,slash),isRegistry=/[.:]/.test(first)||first===`localhost`;return{registry:isRegistry?first:void 0,path:isRegistry?repository.slice(slash+1):repository,repository,tag,digest}}function imageOf(image){return parseImageReference(`${image.repository??``}${image.tag===void 0?``:`:${image.tag}`}`)}const knownModels=[[/deepseek-(r1|v3)(?!.*distill)/,671],[/nv-embedqa-e5-v5/,.335],[/mixtral-8x7b/,46.7],[/mixtral-8x22b/,141]];function billionsOfParameters(name){if(!(name.length>300))return sizes.has(name)||(sizes.size>1e3&&sizes.clear(),sizes.set(name,readSize(name))),sizes.get(name)}const sizes=/* @__PURE__ */ new Map;function readSize(name){let text=name.toLowerCase();for(let[pattern,billions]of knownModels)if(pattern.test(text))return billions;let last=text.slice(text.lastIndexOf(`/`)+1),largest;for(let match of last.matchAll(size)){let[,family=``,experts,digits=``,unit=``]=match,each=Number(digits.replace(/[-p]/,`.`))*(units[unit]??0),billions=experts===void 0?each:Number(experts)*each;/^(fp|bf|int|v|a|e|h|l|gb|b)$/.test(family)||billions<=0||billions>5e3||(largest=Math.max(largest??0,billions))}return largest}const units={m:.001,b:1,t:1e3},size=/(?<![a-z0-9.])([a-z]*)(?:(\d{1,3})x)?(\d{1,4}(?:\.\d{1,3})?|(?<![\d.]-)1-\d)([mbt])(?![a-z0-9])/g,bytesPerParameter={fp32:4,bf16:2,fp16:2,fp8:1,int8:1,nvfp4:.56,mxfp4:.56,fp4:.56,int4:.56},buildStartupLimit=rule$1({id:`build-startup-limit`,title:`a build of a very large model has five and a half minutes`,kinds:[`NIMBuild`],severity:`info`,enforcedBy:`operator`,why:`The build pod's startup probe is fixed: it waits 30 seconds, then asks 30 times, 10 seconds apart. An
engine that takes longer than these 330 seconds to build gets its pod killed, the pod is never restarted, and
the build has failed for good; engines of models with 70 billion parameters and more often take longer.

For such models choose a profile that comes with its engine, if the image has one for your GPUs.`,source:`k8s-nim-operator v3.1.2, nimbuild_controller.go constructEngineBuildPod`,check(build,report){let{repository}=build.spec.image??{},billions=repository&&billionsOfParameters(parseImageReference(repository).path);if(!billions||billions<slowFrom)return;let message=`a build of ${billions} billion parameters may not be done within 330 seconds, and cannot get more`;report(at(`spec`,`image`,`repository`),message,{help:`prefer a profile with an engine for your GPUs, one that is not tagged trtllm_buildable`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-405b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-405b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 1Ti
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-405b-engine
spec:
  nimCache:
    name: llama-405b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
`}}),slowFrom=70,cacheHostPathIgnored=rule$1({id:`cache-host-path-ignored`,title:`a cache names a hostPath beside its claim`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`operator`,why:"`storage.hostPath` of a NIMCache is deprecated and no code reads it: the model goes to the claim of\n`storage.pvc`, whatever the path says. Remove it, so that nobody looks for the model there.",source:`k8s-nim-operator v3.1.2, nimcache_controller.go (trap T5)`,check(cache,report){let{hostPath,pvc}=cache.spec.storage??{};hostPath&&Object.keys(pvc??{}).length!==0&&report(at(`spec`,`storage`,`hostPath`),`spec.storage.hostPath is not read; the model goes to spec.storage.pvc`,{help:`remove spec.storage.hostPath`,related:[at(`spec`,`storage`,`pvc`)],fix:remove(`spec`,`storage`,`hostPath`)})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    hostPath: /mnt/models
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),cacheHostPathOnly=rule$1({id:`cache-host-path-only`,title:`a cache keeps its model in a hostPath, which the operator does not read`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`operator`,why:'`storage.hostPath` of a NIMCache is deprecated and no code reads it. Without `storage.pvc` the\noperator looks for a claim of the name `<cache>-pvc`, finds none and leaves the cache `NotReady` for ever:\n`PersistentVolumeClaim "…-pvc" not found`.\n\nLet the operator make a claim, or name one that exists. For a folder of a node, make a PersistentVolume of type\n`local` for it.',source:`k8s-nim-operator v3.1.2, nimcache_controller.go reconcilePVC; seen on a cluster (trap T5)`,check(cache,report){let{hostPath,pvc}=cache.spec.storage??{};!hostPath||Object.keys(pvc??{}).length>0||isRefused(cache,at(`spec`,`storage`,`pvc`))||report(at(`spec`,`storage`,`hostPath`),`spec.storage.hostPath is not read, and there is no spec.storage.pvc`,{help:"write storage.pvc with `create: true`, size and volumeAccessMode, or with the name of a claim"})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    hostPath: /mnt/models
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),cacheImageDiffers=rule$1({id:`cache-image-differs`,title:`a service runs another image than its cache was filled by`,kinds:[`NIMService`,`NIMBuild`],severity:`error`,enforcedBy:`operator`,why:`A cache holds what its \`modelPuller\` downloads: profiles, engines and file names of that image. Nobody
compares it with the image of the service. Another model finds nothing that it knows in the volume and downloads
its own files beside them, at every new volume, or fails where it cannot; another version of the same image may
have other profiles, so the same can happen after an update of one of the two.

A mirror of the registry is fine: only the last part of the repository and the tag are compared.`,source:`k8s-nim-operator v3.1.2, nimservice.go: no check of it; NVIDIA NIM for LLMs documentation, profiles belong to an image`,check(resource,report,{set}){let cache=usedCache(resource,set),puller=cache?.spec.source?.ngc?.modelPuller,{image}=resource.spec;if(!cache||!puller||!image?.repository||!image.tag)return;let own=imageOf(image),cached=parseImageReference(puller),related=[{resource:cache,path:at(`spec`,`source`,`ngc`,`modelPuller`),message:`filled by ${puller}`}];if(modelOf(own.path)!==modelOf(cached.path)){let message=`the image is ${modelOf(own.path)}, but its cache ${cache.name} is filled by ${modelOf(cached.path)}`;report(at(`spec`,`image`,`repository`),message,{help:`use one image for both; a cache serves the image that filled it`,related})}else if(differs(own.tag,cached.tag)||differs(own.digest,cached.digest)){let message=`the image is ${versionOf(own)}, but its cache ${cache.name} is filled by ${versionOf(cached)}`;report(at(`spec`,`image`,`tag`),message,{help:`make a cache with the new image beside the old one, then switch both fields together`,severity:`warning`,related})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/mistralai/mistral-7b-instruct-v0.3
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function modelOf(path){return path.slice(path.lastIndexOf(`/`)+1)}function differs(own,cached){return own!==void 0&&cached!==void 0&&own!==cached}function versionOf({tag,digest}){return tag??digest?.slice(0,19)??`untagged`}const cacheInOtherNamespace=rule$1({id:`cache-in-other-namespace`,title:`the cache of a service or build stands in another namespace`,kinds:[`NIMService`,`NIMBuild`],severity:`error`,enforcedBy:`operator`,why:"A cache is looked up in the namespace of the service or build that names it, and its volume can be\nmounted there only. A cache of the same name elsewhere does not help: the service is `Failed` with `NIMCache\n… not found`.\n\nPut both into one namespace, or make a second cache. Where no namespace is written, that of the cluster in\nnimops.yaml counts, or `default`.",source:`k8s-nim-operator v3.1.2, standalone/nimservice.go, nimbuild_controller.go (trap T16)`,check(resource,report,{set}){let reference=cacheReferenceOf(resource);if(!reference||usedCache(resource,set))return;let elsewhere=set.derive(cachesByName).get(reference.name)?.[0];if(!elsewhere)return;let{name,namespace}=elsewhere,message=`NIMCache ${name} is in namespace ${namespace}, its user in ${resource.namespace}`;report([...reference.path,`name`],message,{help:`move one of them: a cache serves its own namespace only`,related:[{resource:elsewhere,path:at(`metadata`,`namespace`)}]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
  namespace: model-store
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
  namespace: chat
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
  namespace: chat
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
  namespace: chat
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),cacheLacksProfile=rule$1({id:`cache-lacks-profile`,title:`a service or build names a profile that its cache does not list`,kinds:[`NIMService`,`NIMBuild`],severity:`error`,enforcedBy:`operator`,why:"The cache downloads exactly the ids in its `model.profiles`. A service that names another one gets it\nas `NIM_MODEL_PROFILE`, finds no files for it and downloads them at every start, or fails where it cannot; the\nnumber of GPUs, which the operator takes from the cache's status, is not set. A build ends with `No buildable\nprofiles found, please select a valid profile from the NIM cache`.\n\nA cache is not downloaded again after an edit: make a new one that lists the profile.",source:`k8s-nim-operator v3.1.2, nimservice.go getNIMCacheProfile, nimbuild_controller.go getBuildableProfileByName; seen on a cluster`,check(resource,report,{set:set$4}){let reference=cacheReferenceOf(resource),cache=usedCache(resource,set$4),listed=cache&&listedProfiles(cache);if(!cache||!listed||!reference?.profile||!isProfileId(reference.profile)||listed.includes(reference.profile)||isOfKind(resource,`NIMService`)&&set$4.derive(cachesOfBuilds).has(cache))return;let path=[...reference.path,`profile`],only=listed.length===1?listed[0]:void 0;report(path,`the cache ${cache.name} does not hold the profile ${reference.profile.slice(0,12)}…`,{help:only?`the cache lists ${only}`:`name one of the ${listed.length} profiles that the cache lists`,related:[{resource:cache,path:at(`spec`,`source`,`ngc`,`model`,`profiles`)}],fix:only?unsafe(set(path,only)):void 0})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 2c60d98b8aa4a5eec3c6d1c5e1d5a6fb97e1a9c1dd3fd4d8a3d1d1ed1f2a9b7c
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function cachesOfBuilds(set){return new Set(set.ofKind(`NIMBuild`).map(build=>usedCache(build,set)))}const cacheLacksTolerations=rule$1({id:`cache-lacks-tolerations`,title:`a cache may not run where its service runs`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`scheduler`,why:`The pods that read the model manifest and download the model ask for no GPU, yet run on nodes with an
NVIDIA device by default, and tolerate no taint. Where GPU nodes are tainted they stay Pending although the
service's own tolerations are right; the cache then shows an empty state for ever.

With a volume that one node mounts at a time, the nodes matter as well: it is made where the download runs, and
the service's nodeSelector may never lead there.`,source:`k8s-nim-operator v3.1.2, nimcache_controller.go constructPodSpec; NVIDIA/NeMo-Retriever issues 1636, 1645, 2388`,check(cache,report,{set}){let services=set.derive(servicesByCache).get(cache)??[];for(let service of services){let index=service.spec.tolerations?.findIndex(one=>isForGpus(one))??-1;if(!(index<0||(cache.spec.tolerations??[]).some(one=>isForGpus(one)))){report(at(`spec`,`tolerations`),`the cache does not tolerate nvidia.com/gpu as its service ${service.name} does`,{help:`give the cache the tolerations of the service`,related:[{resource:service,path:at(`spec`,`tolerations`,index)}]});break}}let mode=cache.spec.storage?.pvc?.volumeAccessMode;if(mode===`ReadWriteOnce`||mode===`ReadWriteOncePod`)for(let service of services){let lacking=Object.entries(service.spec.nodeSelector??{}).find(([key,value])=>cache.spec.nodeSelector?.[key]!==value);if(!lacking)continue;let[key,value]=lacking;report(at(`spec`,`nodeSelector`),`the volume is made where the download runs, which need not be on nodes with ${key}: ${value}`,{help:`give the cache the nodeSelector of its service ${service.name}, or a ReadWriteMany volume`,related:[at(`spec`,`storage`,`pvc`,`volumeAccessMode`),{resource:service,path:at(`spec`,`nodeSelector`,key)}]});break}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  tolerations:
    - key: nvidia.com/gpu
      operator: Exists
      effect: NoSchedule
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  tolerations:
    - key: nvidia.com/gpu
      operator: Exists
      effect: NoSchedule
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  tolerations:
    - key: nvidia.com/gpu
      operator: Exists
      effect: NoSchedule
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function servicesByCache(set){let services=/* @__PURE__ */ new Map;for(let service of set.services){let cache=service.pipeline?.enabled===!1?void 0:usedCache(service,set),known=cache&&services.get(cache);known?known.push(service):cache&&services.set(cache,[service])}return services}function isForGpus(toleration){return!toleration||toleration.effect===`PreferNoSchedule`?!1:toleration.key===`nvidia.com/gpu`||!toleration.key&&toleration.operator===`Exists`}function isWritten(resource,path){return valueAt(resource.written,path)!=null}function hasUnknownField(resource,path){let judged=resource.pipeline?.resource??resource,place=resource.place(path).join(`\0`);return judged.problems.some(problem=>(problem.code===`unknown-field`||problem.code===`newer-field`)&&judged.place(problem.path.slice(0,-1)).join(`\0`)===place)}const cacheModelOrDataset=rule$1({id:`cache-model-or-dataset`,title:`a cache names neither a model nor a dataset, or both`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`api-server`,why:"A cache from a Hugging Face hub or a NeMo DataStore holds one thing: the model that `modelName`\nnames, or the dataset that `datasetName` names. The CRD refuses a source with neither, and one with both.",source:`CRD rules on NIMCache.spec.source.dataStore (C4) and .hf (C5)`,check(cache,report){for(let hub of[`hf`,`dataStore`]){let path=at(`spec`,`source`,hub);if(!cache.spec.source?.[hub])continue;let written=[`modelName`,`datasetName`].filter(name=>isWritten(cache,[...path,name]));written.length===0&&!hasUnknownField(cache,path)&&report(path,`spec.source.${hub} names neither a model nor a dataset`,{help:"add `modelName` or `datasetName`"}),written.length===2&&report([...path,`datasetName`],`spec.source.${hub} names both a model and a dataset`,{help:`keep one of them; the other needs a NIMCache of its own`,related:[[...path,`modelName`]]})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    hf:
      endpoint: https://huggingface.co
      namespace: meta-llama
      authSecret: hf-token
      modelPuller: nvcr.io/nim/nvidia/llm-nim:1.12.0
      pullSecret: ngc-pull
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    hf:
      endpoint: https://huggingface.co
      namespace: meta-llama
      modelName: Llama-3.1-8B-Instruct
      authSecret: hf-token
      modelPuller: nvcr.io/nim/nvidia/llm-nim:1.12.0
      pullSecret: ngc-pull
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),cacheModelOrEndpoint=rule$1({id:`cache-model-or-endpoint`,title:`an NGC source filters model profiles and also names a model endpoint`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`api-server`,why:"An NGC source is of one of two sorts. With `model` the operator reads the model manifest of the\nimage and caches the profiles that fit; with `modelEndpoint` the download job makes a model store from\nthat NGC address, and there are no profiles to choose from. The CRD refuses both together; even `model:\n{}` counts, while `model:` without a value does not.",source:`CRD rule on NIMCache.spec.source.ngc (C2)`,check(cache,report){let{model,modelEndpoint}=cache.spec.source?.ngc??{};if(model===void 0||modelEndpoint===void 0)return;let path=at(`spec`,`source`,`ngc`);report([...path,`modelEndpoint`],`spec.source.ngc has both model and modelEndpoint`,{help:"keep `model` to cache profiles of the NIM image, or `modelEndpoint` to cache that model",related:[[...path,`model`]]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      modelEndpoint: ngc://nim/meta/llama-3.1-8b-instruct:hf-1.0
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),cacheName=rule$1({id:`cache-name`,title:`the name of a cache is too long for what the operator makes of it`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`operator`,why:"The download Job of a cache is called `<name>-job`, and that is the value of a label too, which ends\nat 63 characters: a cache's name may have 59. With 60 to 63 the model manifest is still read, then the Job is\nrefused and the cache stays `NotReady`; with more not even the volume is made. The API server lets names of up\nto 253 characters pass. Dots are fine.",source:`k8s-nim-operator v3.1.2, nimcache_controller.go getJobName; seen on a cluster with 59, 60 and 64 characters (trap T31)`,check(cache,report){if(cache.name.length<=longestCacheName||cache.metadata.name===void 0)return;let refused=cache.name.length>longestLabelValue?`the volume`:`the Job`,message=`the name has ${cache.name.length} characters; over ${longestCacheName}, ${refused} of the cache is refused`;report(at(`metadata`,`name`),message,{help:`shorten it, such as ${cache.name.slice(0,longestCacheName).replace(/[-.]+$/,``)}`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-3.1-8b-instruct-tensorrt-llm-h100-sxm-fp8-throughput-tp1
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-3.1-8b-instruct-tensorrt-llm-h100-sxm-fp8-tp1
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),longestLabelValue=63,longestCacheName=59,cacheNotFound=rule$1({id:`cache-not-found`,title:`a service names a cache that is not in the set`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`operator`,why:`The service is \`Failed\` with \`NIMCache … not found\` until a cache of that name is there; its
Service, HPA and Ingress are made all the same, pods are not. It gets going by itself once the cache is Ready.

An error where a cache of a very similar name stands in the set, since then it is probably a slip of the pen.
Where caches live in another repository, turn this rule off.`,source:`k8s-nim-operator v3.1.2, standalone/nimservice.go reconcileNIMService; seen on a cluster`,check(service,report,{set}){reportMissingCache(service,report,set)},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),cacheProfileWithoutName=rule$1({id:`cache-profile-without-name`,title:`a profile is chosen, but no cache is named`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:'`spec.storage.nimCache.profile` chooses one of the profiles of a NIMCache, so the cache must be\nnamed as well. The webhook refuses a profile alone. Without it a cache without a name does not count: the\noperator takes another source of `spec.storage`, or stops at "neither external PVC name, NIMCache volume\n…", and the profile has no effect.',source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateServiceStorageConfiguration (W15)`,check(service,report){let nimCache=service.spec.storage?.nimCache,path=at(`spec`,`storage`,`nimCache`,`name`);!nimCache?.profile||nimCache.name||isRefused(service,path)||report(path,`spec.storage.nimCache has a profile, but no name of a NIMCache`,{help:"add the `name` of the NIMCache, in the same namespace, that holds the profile",related:[at(`spec`,`storage`,`nimCache`,`profile`)]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      profile: 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function modelInQuestion(resource){for(let{name,path}of namesIn$1(resource)){let billions=name===``?void 0:billionsOfParameters(name);if(billions!==void 0)return{name,billions,path}}}function namesIn$1(resource){if(isOfKind(resource,`NIMService`))return[{name:pathOf(resource.spec.image?.repository),path:[`spec`,`image`,`repository`]}];if(!isOfKind(resource,`NIMCache`))return[];let{ngc,hf,dataStore}=resource.spec.source??{},at=(...path)=>[`spec`,`source`,...path];return[{name:ngc?.modelEndpoint?.replace(/:[^/]*$/,``)??``,path:at(`ngc`,`modelEndpoint`)},{name:ngc?.modelEndpoint?``:pathOf(ngc?.modelPuller),path:at(`ngc`,`modelPuller`)},{name:hf?.modelName??``,path:at(`hf`,`modelName`)},{name:dataStore?.modelName??``,path:at(`dataStore`,`modelName`)}]}function pathOf(image){return image===void 0?``:parseImageReference(image).path}const cacheSizeAgainstModel=rule$1({id:`cache-size-against-model`,title:`a new volume is small for the model`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`nimops`,why:`Advisory. A volume that is too small fills up after an hour of downloading; the job fails with "no
space left on device", is tried again from the start, and a claim cannot be made larger here, since the
operator does not resize it. The size needed is that of all selected profiles: weights are about parameters
times bytes (2 for BF16, 1 for FP8), each profile is a set of its own, and a filter without GPUs selects
those of every GPU in the cluster.

The rule reads the parameters from the model's name and compares with the smaller of two published tables:
50Gi up to 8 billion, 80Gi up to 34, 120Gi below 70, 150Gi from 70, 300Gi from 100; never less than the
weights alone. With one pinned profile, weights and a fifth more suffice. Where three sets of 16-bit weights
would fit, it is said as advice only.`,source:`NIMCache page of the NIM Operator documentation; NVIDIA article on private AI with NIM; issue: DeepSeek-R1 sample with 100Gi`,check(cache,report){let{create,size}=cache.spec.storage?.pvc??{},quantity=create===!0&&size?parseQuantity(size):void 0,model=modelInQuestion(cache);if(!quantity||!model||gibibytes(quantity)<1/1024)return;let{precision=``,profiles=[]}=cache.spec.source?.ngc?.model??{},needed=neededGiB(model.billions,precision.toLowerCase(),profiles.length===1&&profiles[0]!==`all`);if(gibibytes(quantity)>=needed||needed<=gibibytes(parseQuantity(`${size}i`)??quantity))return;let rounded=Math.ceil(needed/10)*10,holdsThree=gibibytes(quantity)>=model.billions*1e9*2*3/gib;report(at(`spec`,`storage`,`pvc`,`size`),`${size} is small for a model of ${model.billions} billion parameters`,{help:`write at least ${rounded}Gi (advisory; the sum of the selected profiles and a fifth more decides)`,related:[model.path],...holdsThree?{severity:`info`}:{}})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: deepseek-r1
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/deepseek-ai/deepseek-r1:1.7.3
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "8"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 100Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),gib=2**30;function neededGiB(billions,precision,pinned){let bytes=Object.hasOwn(bytesPerParameter,precision)?bytesPerParameter[precision]:void 0,weights=billions*1e9*(bytes??.56)/gib,guidance=smallestGuidance.find(({below})=>billions<below)?.size??300,oneProfile=billions*1e9*(bytes??2)*1.2/gib;return Math.max(weights,pinned?Math.min(guidance,oneProfile):guidance)}const smallestGuidance=[{below:1,size:0},{below:8.5,size:50},{below:34.5,size:80},{below:70,size:120},{below:100,size:150}],cacheSourceExactlyOne=rule$1({id:`cache-source-exactly-one`,title:`a cache has no source, or more than one`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`api-server`,why:"A NIMCache is filled from one place: NGC (`ngc`), a NeMo DataStore (`dataStore`) or a Hugging\nFace hub (`hf`). The CRD refuses a `spec.source` with none of them, and one with several, because the\noperator would not know which of them to download.\n\nTo cache a model from two places, write two NIMCaches.",source:`CRD rule on NIMCache.spec.source (C1)`,check(cache,report){if(!cache.spec.source)return;let path=at(`spec`,`source`),written=sources$1.filter(name=>isWritten(cache,[...path,name]));written.length===0&&!hasUnknownField(cache,path)&&report(path,`spec.source names no source`,{help:"add exactly one of `ngc` (NVIDIA NGC), `hf` (Hugging Face) or `dataStore` (NeMo DataStore)"}),written.length>1&&report(path,`spec.source has ${written.join(` and `)}; only one source is allowed`,{help:`keep one of ${written.join(`, `)}; a second source needs a NIMCache of its own`,related:written.map(name=>[...path,name])})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
    hf:
      endpoint: https://huggingface.co
      namespace: meta-llama
      modelName: Llama-3.1-8B-Instruct
      authSecret: hf-token
      modelPuller: nvcr.io/nim/nvidia/llm-nim:1.12.0
      pullSecret: ngc-pull
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),sources$1=[`ngc`,`dataStore`,`hf`],storageSources=[`nimCache`,`pvc`,`emptyDir`,`hostPath`];function storageSourcesOf(storage){return storageSources.filter(source=>storage!==void 0&&isNamed(storage,source))}function isClaimNamed(pvc){return saysSomething(pvc)||Object.keys(pvc?.annotations??{}).length>0}function isCacheClaimNamed(pvc){return saysSomething(pvc)||pvc?.annotations!==void 0}function saysSomething(pvc){if(pvc===void 0)return!1;let{create,name,storageClass,size,volumeAccessMode,subPath}=pvc;return create!==void 0||[name,storageClass,size,volumeAccessMode,subPath].some(Boolean)}function isNamed(storage,source){switch(source){case`nimCache`:return!!storage.nimCache?.name||!!storage.nimCache?.profile;case`pvc`:return isClaimNamed(storage.pvc);case`emptyDir`:return storage.emptyDir!==void 0;case`hostPath`:return!!storage.hostPath}}const cacheStorageMissing=rule$1({id:`cache-storage-missing`,title:`a cache says nothing about its volume`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`webhook`,why:"A NIMCache keeps its files on a PersistentVolumeClaim: `spec.storage.pvc` is the only storage that\nthe operator knows for it. `spec.storage.hostPath` is still in the CRD, but nothing reads it. The webhook\nrefuses a cache whose pvc says nothing (empty texts say nothing). Without the webhook the operator waits for\na claim NAME-pvc that nobody makes, and the cache stays NotReady for ever.",source:`k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go (W5); nimcache_controller.go, reconcilePVC (trap T5)`,check(cache,report){let{storage}=cache.spec;if(isCacheClaimNamed(storage?.pvc)||isRefused(cache,[`spec`,`storage`])||storage===void 0&&!hasNoSpec(cache))return;let ignored=storage?.hostPath?`; hostPath is not read by the operator`:``;report(at(`spec`,`storage`),`spec.storage names no volume for the cache${ignored}`,{help:"add spec.storage.pvc: `create: true` with size and volumeAccessMode, or the `name` of an existing claim",...storage?.hostPath?{related:[at(`spec`,`storage`,`hostPath`)]}:{}})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage: {}
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function namesMadeForCache({name,spec}){return[{kind:`ServiceAccount`,name:`nim-cache-sa`,from:ownName$1,shared:!0},{kind:`Role`,name:`nim-cache-role`,from:ownName$1,shared:!0},{kind:`RoleBinding`,name:`nim-cache-rolebinding`,from:ownName$1,shared:!0},...claimMade(name,spec.storage?.pvc),{kind:`Pod`,name:`${name}-pod`,from:ownName$1},{kind:`ConfigMap`,name:`${name}-manifest`,from:ownName$1},{kind:`Job`,name:`${name}-job`,from:ownName$1}]}function namesMadeForService({name,spec}){let own=kind=>({kind,name,from:ownName$1}),made=[own(`ServiceAccount`),own(`Role`),own(`RoleBinding`)];if(spec.storage?.nimCache?.name||made.push(...claimMade(name,spec.storage?.pvc)),spec.metrics?.enabled===!0&&made.push(own(`ServiceMonitor`)),spec.inferencePlatform===`kserve`)return[...made,own(`InferenceService`)];let{router,ingress}=spec.expose??{};return made.push(own(`Service`)),(router?.ingress?.ingressClass||ingress?.enabled===!0)&&made.push(own(`Ingress`)),router?.gateway&&made.push(own(`HTTPRoute`)),router?.gateway?.grpcRoutesEnabled===!0&&made.push(own(`GRPCRoute`)),router?.eppConfig&&made.push(own(`InferencePool`),...namesOfEndpointPicker(name,router.eppConfig)),spec.scale?.enabled===!0&&made.push(own(`HorizontalPodAutoscaler`)),isMultiNode(spec)?(spec.multiNode?.computeDomain?.create===!0&&made.push(own(`ComputeDomain`)),spec.multiNode?.ray||(made.push({kind:`ConfigMap`,name:`${name}-mpi-config`,from:ownName$1}),made.push({kind:`ConfigMap`,name:`${name}-mpi-start-script`,from:ownName$1}),made.push({kind:`Secret`,name:`${name}-ssh-pk`,from:ownName$1})),[...made,{kind:`LeaderWorkerSet`,name:`${name}-lws`,from:ownName$1}]):[...made,own(`Deployment`)]}function namesMadeForBuild({name}){return[{kind:`Pod`,name:`${name}-engine-build-pod`,from:ownName$1},{kind:`Pod`,name:`${name}-local-manifest-pod`,from:ownName$1}]}function claimNameOf(owner,claim){return claim?.name||`${owner}-pvc`}const ownName$1=[`metadata`,`name`];function claimMade(owner,claim){if(claim?.create!==!0)return[];let from=claim.name?[`spec`,`storage`,`pvc`,`name`]:ownName$1;return[{kind:`PersistentVolumeClaim`,name:claimNameOf(owner,claim),from}]}function namesOfEndpointPicker(service,config){let name=`${service}-epp`,made=[`ServiceAccount`,`Role`,`RoleBinding`,`Service`,`Deployment`].map(kind=>({kind,name,from:ownName$1}));return config.config&&made.push({kind:`ConfigMap`,name:`${service}-epp-config`,from:ownName$1}),made}const cacheVolumeSharedByTwoCaches=rule$1({id:`cache-volume-shared-by-two-caches`,title:`two caches write into one folder of one volume`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`operator`,why:`Each cache downloads into the root of its claim, or into \`pvc.subPath\`. Two caches in one folder write
into each other's files, their sizes add up, and nobody can tell whose files are whose when one of them is
removed: the operator does not clean up a claim that it has not made. Where one of the caches made the claim,
deleting it takes the other's files away as well.

Give each cache a \`subPath\` of its own.`,source:`k8s-nim-operator v3.1.2, nimcache_controller.go constructJob; seen on a cluster with two sub-paths`,check(cache,report,{set}){let pvc=cache.spec.storage?.pvc,first=set.derive(firstOfVolume).get(volumeOf(cache));if(!first||first===cache||first.name===cache.name||pvc?.create===!0&&first.spec.storage?.pvc?.create===!0)return;let claim=claimNameOf(cache.name,pvc);report(at(`spec`,`storage`,`pvc`),`the cache ${first.name} writes into the same folder of the claim ${claim}`,{help:`write a \`subPath\` of its own, such as ${cache.name}`,related:[{resource:first,path:at(`spec`,`storage`,`pvc`)}]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      name: weights
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b-fp8
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        precision: fp8
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      name: weights
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      name: weights
      subPath: llama-8b
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b-fp8
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        precision: fp8
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      name: weights
      subPath: llama-8b-fp8
`}});function firstOfVolume(set){let first=/* @__PURE__ */ new Map;for(let cache of set.ofKind(`NIMCache`)){let volume=volumeOf(cache);cache.spec.storage?.pvc&&!first.has(volume)&&first.set(volume,cache)}return first}function volumeOf({namespace,name,spec}){let pvc=spec.storage?.pvc,folder=(pvc?.subPath??``).replace(/^\/+|\/+$/g,``);return[namespace,claimNameOf(name,pvc),folder].join(`\0`)}const certConfigBreaksCache=rule$1({id:`cert-config-breaks-cache`,title:`a cache uses certConfig, which the operator no longer takes`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`operator`,why:"`spec.certConfig` is deprecated, and more than that: when it is set the operator refuses to build the\ndownload Job. The volume and the manifest pod are made, then the cache stays `NotReady` with `Deprecated\nfield 'CertConfig' is used`.\n\nName the ConfigMap with the certificates in `spec.proxy.certConfigMap` instead; the mount path is no longer\nchosen by you.",source:`k8s-nim-operator v3.1.2, nimcache_controller.go constructJob; seen on a cluster (trap T4)`,check(cache,report){let{certConfig,proxy}=cache.spec;if(!certConfig)return;let name=certConfig.name,canMove=name!==void 0&&proxy!==void 0&&!proxy.certConfigMap,moved=set(at(`spec`,`proxy`,`certConfigMap`),name??``);report(at(`spec`,`certConfig`),`spec.certConfig makes the operator refuse the download Job`,{help:`remove it, and write the ConfigMap into spec.proxy: \`certConfigMap: ${name??`NAME`}\``,fix:canMove?{safety:`unsafe`,edits:[...moved.edits,...remove(`spec`,`certConfig`).edits]}:void 0})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  certConfig:
    name: corporate-ca
    mountPath: /etc/ssl/certs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  proxy:
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: .svc,10.0.0.0/8
    certConfigMap: corporate-ca
`}});function credentialsIn(text){if(text.length<8||!hint.test(text))return[];let found=[];for(let{what,pattern}of patterns)for(let match of text.matchAll(pattern)){let secret=match[1]??match[0],start=match.index+match[0].lastIndexOf(secret);found.push({what,start,end:start+secret.length})}found.sort((a,b)=>a.start-b.start);let end=0;return found.filter(credential=>credential.start<end?!1:(end=credential.end,!0))}function withoutCredentials(text){let shown=``,from=0;for(let{start,end}of credentialsIn(text))shown+=text.slice(from,start)+`*`.repeat(end-start),from=end;return shown+text.slice(from)}const hint=/nvapi-|hf_|:\/\/|A[KS]IA|earer|BEGIN|gh[pousr]_|github_pat_|glpat-|xox|sk-|eyJ/i,patterns=[{what:`an NGC API key`,pattern:/(?<![A-Za-z0-9])nvapi-[A-Za-z0-9_-]{6,}/g},{what:`a Hugging Face token`,pattern:/(?<![A-Za-z0-9_])hf_(?:[A-Za-z0-9]{16,}|(?=[A-Za-z]*[0-9A-Z])[A-Za-z0-9]{8,})(?![A-Za-z0-9_])/g},{what:`a password in a URL`,pattern:/\b[a-zA-Z][a-zA-Z0-9+.-]{0,20}:\/\/[^\s/:@]*:(?!\$[({][^\s@)}]{0,100}[)}]@)([^\s/@]+)@/g},{what:`an AWS access key`,pattern:/\bA[KS]IA[0-9A-Z]{16}\b/g},{what:`a bearer token`,pattern:/\bBearer\s+([A-Za-z0-9._~+/-]{12,}=*)/gi},{what:`a private key`,pattern:/-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/g},{what:`a GitHub token`,pattern:/\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})\b/g},{what:`a GitLab token`,pattern:/\bglpat-[A-Za-z0-9_-]{20,}/g},{what:`a Slack token`,pattern:/\bxox[abprs]-[A-Za-z0-9-]{10,}/g},{what:`an API key`,pattern:/(?<![A-Za-z0-9-])sk-[A-Za-z0-9_-]{20,}/g},{what:`a signed token (JWT)`,pattern:/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g}];function secretReferences(resource){let found=[],add=(name,path)=>{name&&found.push({name,path})},fromImage=names=>{names?.forEach((name,index)=>{add(name,[`spec`,`image`,`pullSecrets`,index])})},fromEnvironment=env=>{env?.forEach(({valueFrom},index)=>{add(valueFrom?.secretKeyRef?.name,[`spec`,`env`,index,`valueFrom`,`secretKeyRef`,`name`])})};if(isOfKind(resource,`NIMCache`)){for(let from of[`ngc`,`dataStore`,`hf`])add(resource.spec.source?.[from]?.authSecret,[`spec`,`source`,from,`authSecret`]),add(resource.spec.source?.[from]?.pullSecret,[`spec`,`source`,from,`pullSecret`]);fromEnvironment(resource.spec.env)}else isOfKind(resource,`NIMService`)?(add(resource.spec.authSecret,[`spec`,`authSecret`]),fromImage(resource.spec.image?.pullSecrets),fromEnvironment(resource.spec.env)):isOfKind(resource,`NIMBuild`)&&(fromImage(resource.spec.image?.pullSecrets),fromEnvironment(resource.spec.env));return found}const committedSecret=rule$1({id:`committed-secret`,title:`a Secret with a real key is among the manifests`,kinds:[`NIMCache`,`NIMService`,`NIMBuild`],severity:`error`,enforcedBy:`nimops`,why:`The Secret that this resource uses stands in the same set of files, with a value that looks like a
real key. \`data\` is Base64, not encryption: whoever reads the repository has the key, and it stays in
Git's history after the file is gone.

Revoke the key. Then commit the Secret encrypted (Sealed Secrets, SOPS) or a reference to a vault (External
Secrets), or make it outside of Git. Placeholders are left alone. nimops never prints the value.`,source:`good practice; forms of the credentials as their issuers publish them`,check(resource,report,{set}){for(let{secret,key,what,path}of set.derive(committedSecrets).get(resource)??[])report(path,`Secret ${secret.name} holds ${what} under ${key}, readable for whoever reads the files`,{help:`revoke the key, and commit the Secret encrypted (Sealed Secrets, SOPS), or make it outside of Git`,related:[{resource:secret,path:[`metadata`,`name`],message:`Secret ${secret.name} is here`}]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
---
apiVersion: v1
kind: Secret
metadata:
  name: ngc-api-key
stringData:
  NGC_API_KEY: nvapi-1aB2cD3eF4gH5iJ6kL7mN8
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
---
apiVersion: v1
kind: Secret
metadata:
  name: ngc-api-key
stringData:
  NGC_API_KEY: <your NGC key>
`}});function committedSecrets(set){let byUser=/* @__PURE__ */ new Map;if(!set.companions.some(({kind})=>kind===`Secret`))return byUser;let told=/* @__PURE__ */ new Set,users=[...set.ofKind(`NIMCache`),...set.services,...set.ofKind(`NIMBuild`)];for(let user of users)if(user.pipeline?.enabled!==!1)for(let{name,path}of secretReferences(user)){let secret=set.companion(`Secret`,user.namespace,name);if(!secret||told.has(secret))continue;told.add(secret);let real=realKey(secret);real&&byUser.set(user,[...byUser.get(user)??[],{secret,path,...real}])}return byUser}function realKey({value}){for(let[field,encoded]of[[`stringData`,!1],[`data`,!0]]){let entries=valueAt(value,[field]);if(isMap(entries))for(let[key,text]of Object.entries(entries)){if(typeof text!=`string`)continue;let plain=encoded?Buffer.from(text,`base64`).toString(`latin1`):text,real=credentialsIn(plain).find(({start,end})=>!placeholder.test(plain.slice(start,end)));if(real)return{key,what:real.what}}}}const placeholder=/x{4}|X{4}|\*{3}|\.{3}|your|example|placeholder|change-?me|replace|redacted|dummy|todo/i,computeDomainName=rule$1({id:`compute-domain-name`,title:`a compute domain is neither to be made nor named, or both`,kinds:[`NIMService`],severity:`error`,enforcedBy:`api-server`,since:`3.1.0`,why:"`spec.multiNode.computeDomain` either has the operator make an NVIDIA ComputeDomain (`create:\ntrue`, without `name`), or uses one that is there (`name`, without `create`). The CRD refuses\neverything else: `create: true` with a name, even an empty one, and neither of the two.",source:`CRD rule on NIMService.spec.multiNode.computeDomain (M2)`,check(service,report){let domain=service.spec.multiNode?.computeDomain;if(!domain)return;let path=at(`spec`,`multiNode`,`computeDomain`),name=[...path,`name`];if(domain.create){if(!isWritten(service,name))return;report(name,`spec.multiNode.computeDomain has create: true and a name`,{help:"remove `name` to have a ComputeDomain made, or `create` to use the one of that name",related:[[...path,`create`]],fix:domain.name===``?remove(...name):void 0})}else domain.name!==``&&(isWritten(service,name)||hasUnknownField(service,path))||report(name,`spec.multiNode.computeDomain has neither create: true nor a name`,{help:"write `create: true` to have a ComputeDomain made, or `name` to use one that is there"})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-405b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-405b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    mpi:
      mpiStartTimeout: 600
    computeDomain:
      create: true
      name: nvl72-a
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-405b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-405b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    mpi:
      mpiStartTimeout: 600
    computeDomain:
      create: true
`}}),containerName=rule$1({id:`container-name`,title:`a container has a name that is taken, or none that Kubernetes accepts`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,since:`3.1.0`,why:"All containers of a pod need different names, and each is a DNS label: lower-case letters, digits and hyphens, at\nmost 63. The CRD checks neither; the API server refuses the Deployment and the service is Failed. Taken already are the\nmodel's own container, `<name>-ctr` (`nim-leader` and `nim-worker` in a multi-node service), and\n`update-ca-certificates` where `proxy.certConfigMap` is set.",source:`k8s-nim-operator v3.1.2, nimservice_types.go GetContainerName, GetInitContainers; Kubernetes pod validation`,check(service,report){let{spec}=service,taken=/* @__PURE__ */ new Map([[`${service.name}-ctr`,`the model's own container`]]);for(let name of spec.multiNode?[`nim-leader`,`nim-worker`]:[])taken.set(name,`the model's own container`);spec.proxy?.certConfigMap&&taken.set(`update-ca-certificates`,`the operator's container for certificates`);for(let list of[`initContainers`,`sidecarContainers`])for(let[index,container]of(spec[list]??[]).entries()){let name=container?.name;if(name===void 0)continue;let path=at(`spec`,list,index,`name`),holder=taken.get(name);holder===void 0?(name.length>63||!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name))&&report(path,`${JSON.stringify(name)} is no name for a container`,{help:`write lower-case letters, digits and hyphens, a letter or a digit first and last, at most 63`}):report(path,`the container name ${JSON.stringify(name)} is taken by ${holder}`,{help:`give every container of the pod a name of its own`}),taken.set(name,`spec.${list}[${index}]`)}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  sidecarContainers:
    - name: log-shipper
      image:
        repository: registry.example.com/tools/log-shipper
        tag: "3.2"
    - name: log-shipper
      image:
        repository: registry.example.com/tools/trace-shipper
        tag: "1.0"
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  sidecarContainers:
    - name: log-shipper
      image:
        repository: registry.example.com/tools/log-shipper
        tag: "3.2"
    - name: trace-shipper
      image:
        repository: registry.example.com/tools/trace-shipper
        tag: "1.0"
`}}),datasetCachePanics=rule$1({id:`dataset-cache-panics`,title:`a dataset is downloaded with an image that is no NIM`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`operator`,since:`3.1.1`,why:"Before the download the operator looks for a model manifest in `modelPuller`. An image without one\nmakes the cache `model-free` since 3.1.1, and the operator then reads `modelName`, which a dataset does not\nhave: the reconcile panics and is tried again for ever. No Job is made, the state stays empty or `NotReady`,\nand the manifest pod comes and goes.\n\nWhether the image has a manifest cannot be seen in the manifest of the cache; images of single models, NIMs, do.",source:`k8s-nim-operator v3.1.2, nimcache_controller.go reconcileModelManifest, nimcache_types.go GetHFUri; seen on a cluster (trap T23)`,check(cache,report){for(let source of[`hf`,`dataStore`]){let dataset=cache.spec.source?.[source],puller=dataset?.modelPuller;if(!dataset?.datasetName||!puller||isNim(puller))continue;let path=at(`spec`,`source`,source);report([...path,`modelPuller`],`if this image holds no model_manifest.yaml, the operator panics over the dataset`,{help:`use a NIM image of the registry path nim/… that holds a model manifest, or download the dataset with a Job`,related:[[...path,`datasetName`]]})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: squad
spec:
  source:
    hf:
      endpoint: https://huggingface.co
      namespace: rajpurkar
      datasetName: squad
      authSecret: hf-token
      modelPuller: nvcr.io/nvidia/nemo-microservices/nds-v2-huggingface-cli:25.08
      pullSecret: ngc-pull
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: squad
spec:
  source:
    hf:
      endpoint: https://huggingface.co
      namespace: rajpurkar
      datasetName: squad
      authSecret: hf-token
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function isNim(image){return parseImageReference(image).path.split(`/`).slice(0,-1).includes(`nim`)}const dependencyWithoutEnv=rule$1({id:`dependency-without-env`,title:`a dependency in a pipeline tells the service nothing`,kinds:[`NIMPipeline`],severity:`warning`,enforcedBy:`operator`,why:"A dependency does one thing: it sets the environment variable `envName` to `envValue` in the\nservice. `name` and `port` are required, but nothing is made of them, no waiting either. Without both env\nfields the entry has no effect.",source:`k8s-nim-operator v3.1.2, nimpipeline_controller.go injectDependencies; seen on a cluster (trap T19)`,check(pipeline,report){pipeline.spec.services?.forEach((service,index)=>{service?.dependencies?.forEach((dependency,position)=>{if(!dependency||dependency.envName&&dependency.envValue)return;let path=at(`spec`,`services`,index,`dependencies`,position);if(isRefused(pipeline,path))return;let{name,port}=dependency;report(path,`the dependency on ${name} has no ${[`envName`,`envValue`].filter(field=>!dependency[field]).join(` and no `)}, so it has no effect`,{help:`write \`envName: ${dependency.envName||variableFor(name)}\` and \`envValue: http://${name}:${port}\``})})})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: true
      dependencies:
        - name: embed
          port: 8000
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
    - name: embed
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: true
      dependencies:
        - name: embed
          port: 8000
          envName: EMBED_URL
          envValue: http://embed:8000
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
    - name: embed
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
`}});function variableFor(service){return`${(service??``).toUpperCase().replace(/[^A-Z0-9]/g,`_`)}_URL`}const deprecatedIngress=rule$1({id:`deprecated-ingress`,title:`a service uses the deprecated form of an Ingress`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`webhook`,since:`3.1.0`,why:"`spec.expose.ingress` is deprecated since operator 3.1.0 and the webhook warns of it; it will go\naway. `spec.expose.router.ingress` makes the Ingress from its class and a domain alone. The host changes:\nit is NAME.NAMESPACE.`hostDomainName`.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateExposeConfiguration (Warn1)`,check(service,report){let{ingress,router}=service.spec.expose??{};if(!ingress?.enabled||router?.ingress)return;let ingressClass=ingress.spec?.ingressClassName;report(at(`spec`,`expose`,`ingress`),`spec.expose.ingress is deprecated since operator 3.1.0`,{help:`write spec.expose.router with hostDomainName and \`ingress: {ingressClass: ${ingressClass??`nginx`}}\` instead`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    ingress:
      enabled: true
      spec:
        ingressClassName: nginx
        rules:
          - host: llama-8b.example.com
            http:
              paths:
                - path: /
                  pathType: Prefix
                  backend:
                    service:
                      name: llama-8b
                      port:
                        number: 8000
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    router:
      hostDomainName: example.com
      ingress:
        ingressClass: nginx
`}}),draCelWithSelectors=rule$1({id:`dra-cel-with-selectors`,title:`a DRA device has CEL expressions and selectors`,kinds:[`NIMService`],severity:`error`,enforcedBy:`api-server`,why:"A device of `claimCreationSpec` is described by `celExpressions` or by `attributeSelectors`\nand `capacitySelectors`, which the operator turns into CEL expressions. The CRD refuses both ways on one\ndevice; an empty list counts as well.\n\nNobody compiles the expressions when the service is created: an error in one shows only when the pods cannot\nbe scheduled.",source:`CRD rule on NIMService.spec.draResources[].claimCreationSpec.devices[] (D2)`,check(service,report){for(let[index,claim]of(service.spec.draResources??[]).entries())for(let[number,device]of(claim.claimCreationSpec?.devices??[]).entries()){if(!device.celExpressions)continue;let selectors=[`attributeSelectors`,`capacitySelectors`].filter(name=>device[name]);if(selectors.length===0)continue;let path=at(`spec`,`draResources`,index,`claimCreationSpec`,`devices`,number);report([...path,`celExpressions`],`celExpressions cannot stand beside ${selectors.join(` and `)}`,{help:`write all conditions as selectors, or all as CEL expressions`,related:selectors.map(name=>[...path,name])})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - claimCreationSpec:
        devices:
          - name: gpu
            celExpressions:
              - device.attributes["gpu.nvidia.com"].productName == "NVIDIA H100 80GB HBM3"
            attributeSelectors:
              - key: productName
                value:
                  stringValue: NVIDIA H100 80GB HBM3
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - claimCreationSpec:
        devices:
          - name: gpu
            attributeSelectors:
              - key: productName
                value:
                  stringValue: NVIDIA H100 80GB HBM3
`}}),draClaimRepeated=rule$1({id:`dra-claim-repeated`,title:`one ResourceClaim is listed twice`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:"Each entry of `spec.draResources` becomes a claim of the pod. The webhook refuses two entries with\nthe same `resourceClaimName`: the second adds no device to the first. To use several requests of one\nclaim, list them under `requests` of one entry.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRAResourcesConfiguration (W23)`,check(service,report){let first=/* @__PURE__ */ new Map;for(let[index,{resourceClaimName}]of(service.spec.draResources??[]).entries()){if(!resourceClaimName)continue;let earlier=first.get(resourceClaimName);earlier===void 0?first.set(resourceClaimName,index):report(at(`spec`,`draResources`,index,`resourceClaimName`),`ResourceClaim ${resourceClaimName} is listed before`,{help:`remove the entry; requests of the same claim go under spec.draResources[${earlier}].requests`,related:[at(`spec`,`draResources`,earlier,`resourceClaimName`)],fix:unsafe(remove(`spec`,`draResources`,index))})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - resourceClaimName: one-h100
    - resourceClaimName: one-h100
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - resourceClaimName: one-h100
`}}),draClaimSource=rule$1({id:`dra-claim-source`,title:`an entry of draResources has no source of its claim, or more than one`,kinds:[`NIMService`],severity:`error`,enforcedBy:`api-server`,why:"Each entry of `spec.draResources` gets its devices from one source: an existing ResourceClaim\n(`resourceClaimName`), an existing ResourceClaimTemplate (`resourceClaimTemplateName`), or a template\nthat the operator makes (`claimCreationSpec`). The CRD refuses an entry with none or several.\n\n`draResources` cannot be changed later, so that a service with a wrong entry must be made anew.",source:`CRD rule on NIMService.spec.draResources[] (D1)`,check(service,report){for(let index of(service.spec.draResources??[]).keys()){let path=at(`spec`,`draResources`,index);if(!isMap(valueAt(service.written,path)))continue;let written=sources.filter(name=>isWritten(service,[...path,name]));written.length===0&&!hasUnknownField(service,path)&&report(path,`spec.draResources[${index}] names no claim`,{help:`add exactly one of ${sources.map(name=>`\`${name}\``).join(`, `)}`}),written.length>1&&report(path,`spec.draResources[${index}] has ${written.join(` and `)}; only one is allowed`,{help:`keep one of ${written.join(`, `)}; another claim is another entry of the list`,related:written.map(name=>[...path,name])})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - requests: [gpu]
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - resourceClaimTemplateName: one-h100
      requests: [gpu]
`}}),sources=[`resourceClaimName`,`resourceClaimTemplateName`,`claimCreationSpec`];function draDevicesOf(service){return(service.spec.draResources??[]).flatMap((entry,index)=>(entry.claimCreationSpec?.devices??[]).map((device,position)=>({device,path:[`spec`,`draResources`,index,`claimCreationSpec`,`devices`,position]})))}const draDeviceIncomplete=rule$1({id:`dra-device-incomplete`,title:`a device to claim has no count or class, or there is none`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:"The operator makes a ResourceClaimTemplate from `claimCreationSpec.devices`. The webhook refuses\nan empty list, a `count` of 0 and an empty `deviceClassName`. Without it the template that the operator\nmakes is refused, and the service is Failed.\n\nLeft out, `count` is 1 and `deviceClassName` and `driverName` are gpu.nvidia.com.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRADeviceSpec (W24)`,check(service,report){for(let[index,{claimCreationSpec}]of(service.spec.draResources??[]).entries()){let path=at(`spec`,`draResources`,index,`claimCreationSpec`,`devices`);claimCreationSpec?.devices?.length!==0||isRefused(service,path)||report(path,`${formatPath(path)} is empty`,{help:"list at least one device, such as `- name: gpu`"})}for(let{device,path}of draDevicesOf(service))device.count===0&&report([...path,`count`],`${formatPath([...path,`count`])} is 0`,{help:`write the number of devices that each pod gets, or leave it out for 1`}),device.deviceClassName===``&&report([...path,`deviceClassName`],`${formatPath([...path,`deviceClassName`])} is empty`,{help:`write the name of a DeviceClass, or leave it out for gpu.nvidia.com`,fix:remove(...path,`deviceClassName`)})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - claimCreationSpec:
        devices:
          - name: gpu
            count: 0
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - claimCreationSpec:
        devices:
          - name: gpu
            count: 1
`}}),draDuplicateSelector=rule$1({id:`dra-duplicate-selector`,title:`two selectors of a device have the same key`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:"A key without a domain belongs to the driver: `memory` is `gpu.nvidia.com/memory`. The webhook\nrefuses a device whose selectors name one key twice, also when one stands among the attributes and the other\namong the capacities. For a range, or for two conditions on one key, write `celExpressions` instead of the\ntwo lists.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRADeviceSpec; internal/k8sutil/k8sutil.go, NormalizeQualifiedName (W25)`,check(service,report){for(let{device,path}of draDevicesOf(service)){let{driverName}=device;if(driverName===void 0)continue;let first=/* @__PURE__ */ new Map;for(let list of[`attributeSelectors`,`capacitySelectors`])for(let[index,{key}]of(device[list]??[]).entries()){if(key===void 0)continue;let name=/^[^/]+\//.test(key)?key:`${driverName}/${key}`,earlier=first.get(name);earlier===void 0?first.set(name,[...path,list,index]):report([...path,list,index],`the device has a second selector with the key ${name}`,{help:`keep one of the two, or write both conditions as celExpressions instead of the lists`,related:[[...earlier,`key`]]})}}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - claimCreationSpec:
        devices:
          - name: gpu
            attributeSelectors:
              - key: memory
                value:
                  stringValue: 80Gi
            capacitySelectors:
              - key: memory
                op: GreaterThanOrEqual
                value: 80Gi
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - claimCreationSpec:
        devices:
          - name: gpu
            capacitySelectors:
              - key: memory
                op: GreaterThanOrEqual
                value: 80Gi
`}}),draEmptySource=rule$1({id:`dra-empty-source`,title:`an entry of draResources names its claim by an empty text`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:"For the webhook an empty name is no name, so an entry of `spec.draResources` whose only source is\nan empty text has none. The CRD refuses the empty text first, by the length of the field; this finding says\nwhat the entry needs: one of `resourceClaimName`, `resourceClaimTemplateName` and `claimCreationSpec`.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRAResourcesConfiguration (W22)`,check(service,report){for(let[index,entry]of(service.spec.draResources??[]).entries()){let path=at(`spec`,`draResources`,index);if(entry.claimCreationSpec||entry.resourceClaimName||entry.resourceClaimTemplateName)continue;let empty=names.filter(name=>valueAt(service.written,[...path,name])===``);empty.length===1&&report(path,`spec.draResources[${index}] has no source: ${empty[0]} is empty`,{help:`name an existing claim or template, or describe devices under claimCreationSpec`,related:empty.map(name=>[...path,name])})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - resourceClaimTemplateName: ""
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - resourceClaimTemplateName: one-h100
`}}),names=[`resourceClaimName`,`resourceClaimTemplateName`],draNeedsKubernetes=rule$1({id:`dra-needs-kubernetes`,title:`the cluster is too old for draResources`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:"`spec.draResources` needs Dynamic Resource Allocation in the form that the operator speaks:\n`resource.k8s.io/v1` of Kubernetes 1.34, or for operator 3.0 the beta of Kubernetes 1.33. On an older\ncluster the webhook refuses the service; without the webhook it becomes Failed with the reason\nDRAResourcesUnsupported.\n\nThe rule is silent unless `kubernetesVersion` is declared in nimops.yaml.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRAResourcesConfiguration; internal/utils/utils.go (W21)`,check(service,report,{settings}){let{kubernetesVersion,operatorVersion}=settings;if(kubernetesVersion===void 0||!service.spec.draResources?.length)return;let[major,minor]=kubernetesVersion,needed=atLeast(operatorVersion,`3.1.0`)?34:33;major>1||major===1&&minor>=needed||report(at(`spec`,`draResources`),`spec.draResources needs Kubernetes 1.${needed}; the cluster has ${major}.${minor}`,{help:`ask for nvidia.com/gpu in spec.resources.limits instead, or upgrade the cluster`})},examples:{settings:{kubernetesVersion:[1,32]},bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - resourceClaimTemplateName: one-h100
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),draNotCanonical=rule$1({id:`dra-not-canonical`,title:`draResources are written in a way that the operator cannot write back`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"The API server refuses every change of `spec.draResources`, compared as stored. The operator's first write (its\nfinalizer) leaves empty lists out and spells amounts in their shortest form (`81920Mi` becomes `80Gi`, the number\n`80` a text), which counts as a change. So the write is refused on every try: the service never gets a state and nothing\nis made. The services of a NIMPipeline are not concerned.",source:`CRD rule S1 on NIMService.spec; k8s-nim-operator v3.1.2, dra_types.go; seen on a cluster (trap T28)`,check(service,report){let{draResources}=service.spec;if(service.pipeline||!draResources)return;let empty=(path,list)=>{list?.length===0&&report(path,`${formatPath(path)} is an empty list: the operator can never write this service back`,{help:`leave it out; an empty list means the same`,fix:remove(...path)})};empty(at(`spec`,`draResources`),draResources);for(let[index,item]of draResources.entries()){let path=at(`spec`,`draResources`,index);empty([...path,`requests`],item?.requests);for(let[number,device]of(item?.claimCreationSpec?.devices??[]).entries()){let inDevice=[...path,`claimCreationSpec`,`devices`,number];empty([...inDevice,`attributeSelectors`],device?.attributeSelectors),empty([...inDevice,`capacitySelectors`],device?.capacitySelectors),empty([...inDevice,`celExpressions`],device?.celExpressions);for(let[selector,{value}={}]of(device?.capacitySelectors??[]).entries()){let quantity=value===void 0?void 0:parseQuantity(value);if(!quantity||quantity.canonical===value)continue;let place=[...inDevice,`capacitySelectors`,selector,`value`],canonical=typeof value==`number`?`"${quantity.canonical}"`:quantity.canonical,fix=set(place,quantity.canonical);report(place,`the operator spells ${String(value)} as ${canonical} and can never write this service back`,{help:`write \`value: ${canonical}\``,fix})}}}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - claimCreationSpec:
        devices:
          - name: gpu
            capacitySelectors:
              - key: memory
                op: GreaterThanOrEqual
                value: 81920Mi
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - claimCreationSpec:
        devices:
          - name: gpu
            capacitySelectors:
              - key: memory
                op: GreaterThanOrEqual
                value: 80Gi
`}});function semanticVersionFault(text){if(text===``)return`it is empty`;if(text.split(`.`,3).length<3)return`it needs three numbers: major.minor.patch`;let parts=/^(\d*)\.(\d*)\.(\d*)(?:-([^+]*))?(?:\+(.*))?$/s.exec(text);if(!parts)return/^v\d/i.test(text)?`it begins with ${JSON.stringify(text[0])}`:`only digits may stand between the dots`;for(let number of parts.slice(1,4)){if(number===``)return`a number is missing`;let fault=numberFault(number??``);if(fault!==void 0)return fault}for(let part of parts[4]?.split(`.`)??[]){let fault=/^\d+$/.test(part)?numberFault(part):identifierFault(part,`pre-release`);if(fault!==void 0)return fault}for(let part of parts[5]?.split(`.`)??[]){let fault=identifierFault(part,`build`);if(fault!==void 0)return fault}}function strictVersion(text){let parts=/^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?((?:[-+].*)?)$/is.exec(text.trim());if(!parts)return;let version=`${parts.slice(1,4).map(number=>(number??`0`).replace(/^0+(?=\d)/,``)).join(`.`)}${parts[4]??``}`;return semanticVersionFault(version)===void 0?version:void 0}function numberFault(digits){return digits.length>1&&digits.startsWith(`0`)?`${digits} begins with a zero`:BigInt(digits)<2n**64n?void 0:`${digits} is too large`}function identifierFault(part,name){return part===``?`a part of the ${name} is empty`:/^[0-9A-Za-z-]+$/.test(part)?void 0:`the ${name} may have letters, digits and hyphens only`}const draSelectorValue=rule$1({id:`dra-selector-value`,title:`a selector compares with no value, several, or a wrong version`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:'An attribute selector compares with exactly one of `boolValue`, `intValue`, `stringValue` and\n`versionValue`. The webhook refuses none and several; where `value` is left out it even panics, and the\nrefusal reads "panic: runtime error: invalid memory address".\n\nA `versionValue` is a strict semantic version: three numbers without leading zeros. The number of a driver\nsuch as `550.127.08` is none: write `550.127.8`.',source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRADeviceAttributeSelectorValue; blang/semver v4 (W26)`,check(service,report){for(let{device,path}of draDevicesOf(service))for(let[index,{value}]of(device.attributeSelectors??[]).entries()){let place=[...path,`attributeSelectors`,index,`value`];if(isRefused(service,place))continue;let said=forms$1.filter(form=>value?.[form]!==void 0);said.length!==1&&report(place,`the selector ${said.length===0?`has no value to compare with`:`compares with ${said.join(` and `)} at once`}`,{help:`write exactly one of ${forms$1.join(`, `)}`,related:said.map(form=>[...place,form])});let version=value?.versionValue,fault=version===void 0?void 0:semanticVersionFault(version);if(version===void 0||fault===void 0)continue;let strict=strictVersion(version);report(place,`versionValue ${JSON.stringify(version)} is no semantic version: ${fault}`,{help:strict===void 0?`write major.minor.patch, such as 550.127.8`:`write ${strict}`,related:[[...place,`versionValue`]],fix:strict===void 0?void 0:unsafe(set([...place,`versionValue`],strict))})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - claimCreationSpec:
        devices:
          - name: gpu
            attributeSelectors:
              - key: driverVersion
                op: GreaterThanOrEqual
                value:
                  versionValue: 550.127.08
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - claimCreationSpec:
        devices:
          - name: gpu
            attributeSelectors:
              - key: driverVersion
                op: GreaterThanOrEqual
                value:
                  versionValue: 550.127.8
`}}),forms$1=[`boolValue`,`intValue`,`stringValue`,`versionValue`],duplicateCacheDownload=rule$1({id:`duplicate-cache-download`,title:`two caches download the same`,kinds:[`NIMCache`],severity:`info`,enforcedBy:`nimops`,why:`Two caches of one namespace with the same image and the same selection hold the same files twice, and
download them twice. Several services may name one cache: with a \`ReadWriteMany\` volume on any nodes, and each
service may pick another of its profiles.`,source:`k8s-nim-operator v3.1.2, nimservice.go getNIMCachePVC`,check(cache,report,{set}){let first=set.derive(earlierDownloads).get(cache);first&&report(at(`spec`,`source`),`the cache ${first.name} downloads the same`,{help:`remove this one, and name ${first.name} in the services that use it`,related:[{resource:first,path:at(`spec`,`source`)}]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b-copy
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b-fp8
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        precision: fp8
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function earlierDownloads(set){let first=/* @__PURE__ */ new Map,earlier=/* @__PURE__ */ new Map;for(let cache of set.ofKind(`NIMCache`)){let download=downloadOf(cache);if(download===void 0)continue;let known=first.get(download);known?known.name!==cache.name&&earlier.set(cache,known):first.set(download,cache)}return earlier}function downloadOf({namespace,spec}){let{ngc,hf,dataStore}=spec.source??{},hub=hf??dataStore,env=spec.env?.length?JSON.stringify(spec.env):``;if(hub?.endpoint){let{endpoint,modelName,datasetName,revision}=hub;return[namespace,env,endpoint,hub.namespace,modelName,datasetName,revision].join(`\0`)}if(!ngc?.modelPuller)return;let{profiles,precision,engine,tensorParallelism,qosProfile,gpus,lora,buildable}=ngc.model??{},filter=[precision,engine,tensorParallelism,qosProfile,lora,buildable,gpus?.map(gpu=>`${gpu?.product} ${gpu?.ids?.join(` `)}`),profiles];return[namespace,env,ngc.modelPuller,ngc.modelEndpoint,...filter].join(`\0`)}const duplicateKey$1=sourceRule({id:`duplicate-key`,title:`a key stands twice in one map`,reads:`duplicate-key`,severity:`error`,enforcedBy:`parser`,why:`kubectl keeps the last of the two without a word, and the API server never sees the first;
kustomize, Helm and other strict readers refuse the file. Most of the time somebody has changed the one that
does not count.`,source:`YAML 1.2, 3.2.1.1: keys of a map are unique; sigs.k8s.io/yaml v1.6 takes the last where it is not strict; seen with kubectl 1.32`,examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      size: 80Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),duplicateListItem=rule$1({id:`duplicate-list-item`,title:`two items of a list have the same key`,kinds:[`NIMCache`,`NIMService`,`NIMPipeline`,`NIMBuild`],severity:`error`,enforcedBy:`api-server`,why:"The items of this list are told apart by a field, and the API server refuses two with the same value\nin it. Of the lists of the NIM kinds only `resources.claims` is kept this way; two equal names in `env`,\n`tolerations` or `services` pass.",source:`CRDs of k8s-nim-operator (x-kubernetes-list-type: map)`,check(resource,report){for(let{code,path,message,help}of resource.problems)code===`duplicate-item`&&report(path,message,{help,related:earlierItems(valueAt(resource.written,path.slice(0,-1)),path)})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
    claims:
      - name: gpu
      - name: gpu
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function earlierItems(list,path){let index=path.at(-1);if(!Array.isArray(list)||typeof index!=`number`)return[];let nameOf=item=>isMap(item)?item.name:void 0,first=list.findIndex(item=>nameOf(item)===nameOf(list[index]));return first<index?[[...path.slice(0,-1),first]]:[]}const duplicatePipelineServiceName=rule$1({id:`duplicate-pipeline-service-name`,title:`two services of a pipeline have one name`,kinds:[`NIMPipeline`],severity:`error`,enforcedBy:`operator`,why:`The NIMServices of a pipeline are named after \`services[].name\`, so two entries of one name describe
one object. The first that is enabled is made; whether it stays is decided by the last: if that one is disabled,
the service is made and deleted at every reconcile.`,source:`k8s-nim-operator v3.1.2, nimpipeline_controller.go reconcileNIMPipeline`,check(pipeline,report){let enabled=/* @__PURE__ */ new Map;pipeline.spec.services?.forEach((service,index)=>{if(!service?.name)return;let first=enabled.get(service.name);if(first===void 0){service.enabled===!0&&enabled.set(service.name,index);return}let effect=service.enabled===!0?`only the first is made`:`this one has the first deleted again`;report(at(`spec`,`services`,index,`name`),`a second service ${service.name}: ${effect}`,{help:`give it a name of its own, or remove one of the two`,related:[at(`spec`,`services`,first,`name`)]})})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
    - name: chat
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
    - name: embed
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
`}}),duplicateResource=rule$1({id:`duplicate-resource`,title:`two documents describe one object`,kinds:[`NIMCache`,`NIMService`,`NIMPipeline`,`NIMBuild`],severity:`error`,enforcedBy:`nimops`,why:`Kind, namespace and name are the identity of an object. Of two documents with the same identity the one
that is applied last wins, or they undo each other for ever where a GitOps tool applies both.

Where one repository feeds several clusters from several folders, declare them under \`clusters:\` in
nimops.yaml: each is then judged by itself.`,source:`Kubernetes: names are unique within kind and namespace`,check(resource,report,{set}){let first=set.find(resource.kind,resource.namespace,resource.name);if(!first||first===resource||resource.pipeline||resource.metadata.name===void 0)return;let{kind,name,namespace}=resource;report(at(`metadata`,`name`),`a second ${kind} ${name} in namespace ${namespace}`,{help:`rename one of them, or declare in nimops.yaml that their folders go to different clusters`,related:[{resource:first,path:at(`metadata`,`name`),message:`the first one is here`}]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
  namespace: other
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),emptyAuthSecret=rule$1({id:`empty-auth-secret`,title:`authSecret of a service is empty`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,until:`3.1.2`,why:"The pods get `NGC_API_KEY` from the Secret that `spec.authSecret` names. Up to operator 3.1.2\nthe field is mandatory, and the webhook refuses an empty name. Without the webhook the Deployment is refused\nor its pods never start, because a reference to a Secret without a name leads nowhere.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateAuthSecret (W12)`,check(service,report){(service.spec.authSecret===``||hasNoSpec(service))&&report(at(`spec`,`authSecret`),`spec.authSecret is empty`,{help:`name a Secret of the same namespace that holds the key NGC_API_KEY`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ""
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),emptyAuthSecretCache=rule$1({id:`empty-auth-secret-cache`,title:`authSecret of a cache is empty`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`webhook`,why:"The download runs with the API key from the Secret that `spec.source.ngc.authSecret` names, under\nthe key `NGC_API_KEY`. The webhook refuses an empty name. Without it no pod can be made, because a\nreference to a Secret without a name is no valid pod.",source:`k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go (W2)`,check(cache,report){let path=at(`spec`,`source`,`ngc`,`authSecret`);cache.spec.source?.ngc?.authSecret===``&&report(path,`spec.source.ngc.authSecret is empty`,{help:`name a Secret of the same namespace that holds the key NGC_API_KEY`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ""
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),emptyDirTooSmall=rule$1({id:`empty-dir-too-small`,title:`an emptyDir is limited to less than the model`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`scheduler`,why:`The kubelet evicts a pod whose emptyDir grows beyond \`sizeLimit\`: "Usage of EmptyDir volume …
exceeds the limit". The model is downloaded into it at every start, so the pod is evicted in the middle of
each download, a new one is made, and the service never becomes Ready. The rule compares with the weights
alone, at half a byte for each parameter, so it only speaks when no profile fits.

Raise the limit, or keep the model in a NIMCache.`,source:`k8s-nim-operator v3.1.2, nimservice_types.go; Kubernetes documentation on emptyDir; parameters from the model's name`,check(service,report){let limit=service.spec.storage?.emptyDir?.sizeLimit,quantity=limit===void 0?void 0:parseQuantity(limit),model=modelInQuestion(service);if(!quantity||!model||quantity.nano<=0n)return;let weights=model.billions*1e9*.56/2**30;gibibytes(quantity)>=weights||report(at(`spec`,`storage`,`emptyDir`,`sizeLimit`),`${limit} cannot hold a model of ${model.billions} billion parameters: its pods are evicted`,{help:`write at least ${Math.ceil(model.billions*2e9*1.2/2**30/10)*10}Gi, or use a NIMCache`,related:[model.path]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-70b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.3-70b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    emptyDir:
      sizeLimit: 20Gi
  resources:
    limits:
      nvidia.com/gpu: 4
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),emptyImageField=rule$1({id:`empty-image-field`,title:`repository or tag of the image is empty`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:"The operator makes the image of the pods from `spec.image.repository` and `spec.image.tag`,\njoined by a colon. The webhook refuses an empty one. Without it the pods get an image such as\n`nvcr.io/nim/x:`, which no container runtime takes (InvalidImageName).",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateImageConfiguration (W11)`,check(service,report){for(let name of[`repository`,`tag`])(service.spec.image?.[name]===``||hasNoSpec(service))&&report(at(`spec`,`image`,name),`spec.image.${name} is empty`,{help:examples[name]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: ""
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),examples={repository:`write the image without its tag, such as nvcr.io/nim/meta/llama-3.1-8b-instruct`,tag:`write the version of the image, such as 1.12.0`},emptyModelPuller=rule$1({id:`empty-model-puller`,title:`modelPuller is empty`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`webhook`,why:"`spec.source.ngc.modelPuller` is the NIM image that reads its own list of profiles and downloads\nthem. The webhook refuses an empty one. Without the webhook the manifest pod is refused for its missing\nimage, and the cache never gets any further; and `modelPuller` cannot be changed later, so that the cache\nhas to be deleted and made again.",source:`k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go (W3)`,check(cache,report){cache.spec.source?.ngc?.modelPuller===``&&report(at(`spec`,`source`,`ngc`,`modelPuller`),`spec.source.ngc.modelPuller is empty`,{help:`write the NIM image with its tag, such as nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: ""
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),emptyNodeSelectorInCache=rule$1({id:`empty-node-selector-in-cache`,title:`an empty nodeSelector of a cache does not mean any node`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`operator`,why:`When the operator adds its finalizer it writes the object back, and an empty map is lost on the way. A
NIMCache without nodeSelector gets the default one, \`feature.node.kubernetes.io/pci-10de.present: "true"\`, so
the pods run on nodes with an NVIDIA device only, as if nothing had been said.`,source:`k8s-nim-operator v3.1.2, nimcache_types.go GetNodeSelectors; seen on a cluster (trap T25)`,check(cache,report){let{nodeSelector}=cache.spec,path=at(`spec`,`nodeSelector`);!nodeSelector||Object.keys(nodeSelector).length>0||isRefused(cache,path)||report(path,`an empty spec.nodeSelector is lost, and the default one takes its place`,{help:"for any node write a label that all have, such as `kubernetes.io/os: linux`; else remove it",fix:unsafe(set([...path,`kubernetes.io/os`],`linux`))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  nodeSelector: {}
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  nodeSelector:
    kubernetes.io/os: linux
`}}),endpointPickerConfigTwice=rule$1({id:`endpoint-picker-config-twice`,title:`an endpoint picker has two configurations`,kinds:[`NIMService`],severity:`error`,enforcedBy:`api-server`,since:`3.1.0`,why:"The endpoint picker reads its configuration from a key of a ConfigMap (`configMapRef`), or the\noperator writes it from `config`. The CRD refuses both together.\n\n`configMapRef` is the better choice: the CRD types `config.plugins[].parameters` as base64 text by\nmistake, so that the usual map of parameters is refused.",source:`CRD rule on NIMService.spec.expose.router.eppConfig (R3)`,check(service,report){let{config,configMapRef}=service.spec.expose?.router?.eppConfig??{};if(!config||!configMapRef)return;let path=at(`spec`,`expose`,`router`,`eppConfig`);report([...path,`config`],`spec.expose.router.eppConfig has both config and configMapRef`,{help:"keep `configMapRef`, or `config` if no plugin needs parameters",related:[[...path,`configMapRef`]]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    router:
      hostDomainName: models.example.com
      gateway:
        name: inference
        namespace: gateways
        backendRef:
          group: inference.networking.k8s.io
          kind: InferencePool
          name: llama-8b
      eppConfig:
        containerSpec:
          name: epp
          image:
            repository: registry.k8s.io/gateway-api-inference-extension/epp
            tag: v1.0.0
        configMapRef:
          name: epp-config
          key: config.yaml
        config:
          plugins:
            - type: queue-scorer
          schedulingProfiles:
            - name: default
              plugins:
                - pluginRef: queue-scorer
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    router:
      hostDomainName: models.example.com
      gateway:
        name: inference
        namespace: gateways
        backendRef:
          group: inference.networking.k8s.io
          kind: InferencePool
          name: llama-8b
      eppConfig:
        containerSpec:
          name: epp
          image:
            repository: registry.k8s.io/gateway-api-inference-extension/epp
            tag: v1.0.0
        configMapRef:
          name: epp-config
          key: config.yaml
`}}),endpointPickerUnused=rule$1({id:`endpoint-picker-unused`,title:`an endpoint picker is set up, but no request passes it`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`operator`,since:`3.1.0`,why:"With `eppConfig` the operator makes the picker and an InferencePool named as the service. The HTTPRoute leads to the\nplain Service all the same, unless `gateway.backendRef` names that pool; without a gateway there is no HTTPRoute at all, and\non KServe no picker. Nothing checks this, and requests are spread as if there were no picker.",source:`k8s-nim-operator v3.1.2, common_types.go GenerateGatewayHTTPRouteSpec, nimservice_types.go GetInferencePoolParams`,check(service,report){let router=service.spec.expose?.router;if(!router?.eppConfig||isRefused(service,[`spec`,`expose`,`router`]))return;let problem=whyUnused(service);problem&&report(at(`spec`,`expose`,`router`,`eppConfig`),`no request passes the endpoint picker: ${problem}`,{help:service.spec.inferencePlatform===`kserve`?`remove eppConfig; it works on the standalone platform only`:`write in gateway: backendRef: {group: ${poolGroup}, kind: InferencePool, name: ${service.name}}`,related:router.gateway?[at(`spec`,`expose`,`router`,`gateway`)]:[],onKey:!0})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
  expose:
    router:
      hostDomainName: example.com
      gateway:
        name: inference
        namespace: gateways
      eppConfig:
        containerSpec:
          name: epp
          image:
            repository: registry.k8s.io/gateway-api-inference-extension/epp
            tag: v1.3.1
        configMapRef:
          name: endpoint-picker
          key: plugins.yaml
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
  expose:
    router:
      hostDomainName: example.com
      gateway:
        name: inference
        namespace: gateways
        backendRef:
          group: inference.networking.k8s.io
          kind: InferencePool
          name: llama-8b
      eppConfig:
        containerSpec:
          name: epp
          image:
            repository: registry.k8s.io/gateway-api-inference-extension/epp
            tag: v1.3.1
        configMapRef:
          name: endpoint-picker
          key: plugins.yaml
`}}),poolGroup=`inference.networking.k8s.io`;function whyUnused(service){if(service.spec.inferencePlatform===`kserve`)return`KServe services have none`;let gateway=service.spec.expose?.router?.gateway;if(!gateway)return`there is no gateway whose route could lead there`;let{backendRef}=gateway;if(!backendRef)return`the route leads to the plain Service`;if(backendRef.kind!==`InferencePool`)return`the route leads to the ${backendRef.kind} ${backendRef.name}`;if(backendRef.name!==service.name)return`the route leads to the InferencePool ${backendRef.name}, the picker's is ${service.name}`}const knownBackends=[`tensorrt_llm`,`tensorrt`,`vllm`,`sglang`,`onnx`,`triton`];function engineStem(engine){return engine.replace(/_llm$/,``)}function matchesSomeBackend(engine){return knownBackends.some(backend=>backend.includes(engineStem(engine)))}const engineMatchesNothing=rule$1({id:`engine-matches-nothing`,title:`a cache selects an engine that no profile has`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`operator`,why:"The operator keeps the profiles whose backend contains `model.engine`, after cutting one trailing\n`_llm` off. There is no table of other names: `trtllm`, which NVIDIA's own page of the NIMCache lists, is\npart of no backend. Nothing is selected then and the cache stays `NotReady` with `no profiles are selected\nfor caching`.\n\nUpper case matters as well: images with the older form of model manifest are compared letter by letter.",source:`k8s-nim-operator v3.1.2, nimparser/v1 and v2; seen on a cluster (trap T12)`,check(cache,report){let model=cache.spec.source?.ngc?.model,engine=model?.engine;if(!engine||(model.profiles?.length??0)>0||matchesSomeBackend(engine))return;let path=at(`spec`,`source`,`ngc`,`model`,`engine`),meant=meantEngine(engine),quoted=JSON.stringify(engine);if(meant===void 0)report(path,`no known NIM has profiles for the engine ${quoted}`,{help:`engines of NIM images: ${knownBackends.join(`, `)}`,severity:`info`});else if(meant===engine.toLowerCase())report(path,`images with the older model manifest have no profile for the engine ${quoted}`,{help:`write \`engine: ${meant}\`, in lower case`,severity:`warning`,fix:set(path,meant)});else{let help=`write \`engine: ${meant}\``;report(path,`no profile has the engine ${quoted}, so nothing is selected`,{help,fix:set(path,meant)})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: trtllm
        tensorParallelism: "1"
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function meantEngine(written){let lower=written.toLowerCase();if(matchesSomeBackend(lower))return lower;let letters=lower.replace(/[^a-z]/g,``);return[`trtllm`,`trt`,`tensorrtllm`,`tensorllm`,`trtllmengine`].includes(letters)?`tensorrt_llm`:closest$1(written,knownBackends)}const exposeServiceNameIgnored=rule$1({id:`expose-service-name-ignored`,title:`expose.service.name has no effect`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`operator`,why:"The Service that the operator makes is always named as the NIMService; `expose.service.name` is accepted and not\nread. Clients that use the other name find nothing.",source:`k8s-nim-operator v3.1.2, nimservice_types.go GetServiceParams`,check(service,report){let name=service.spec.expose?.service?.name;if(!name||name===service.name)return;let path=at(`spec`,`expose`,`service`,`name`);report(path,`the Service will be called ${JSON.stringify(service.name)}, not ${JSON.stringify(name)}`,{help:`rename the NIMService, or remove the field`,fix:remove(...path)})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    service:
      name: chat
      port: 8000
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    service:
      port: 8000
`}}),fieldNeedsNewerOperator=rule$1({id:`field-needs-newer-operator`,title:`a field exists only in a newer version of the operator`,kinds:[`NIMCache`,`NIMService`,`NIMPipeline`,`NIMBuild`],severity:`error`,enforcedBy:`api-server`,why:`Each version of the NIM Operator brings its own CRDs. A field that came later is an unknown field to
the older ones: strict validation refuses it, and without strict validation it is dropped without a word.

Set \`operatorVersion\` of the cluster in \`nimops.yaml\` to the version that runs there, upgrade the
operator, or remove the field.`,source:`CRDs of k8s-nim-operator 3.0.2, 3.1.0, 3.1.1, 3.1.2 and main`,check(resource,report){for(let{code,path,message,help}of resource.problems)code===`newer-field`&&report(path,message,{help,onKey:!0})},examples:{settings:{operatorVersion:`3.1.1`},bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  priorityClassName: inference
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),fileTooLarge=sourceRule({id:`file-too-large`,title:`a file is too large to be read`,reads:`too-large`,severity:`warning`,enforcedBy:`nimops`,why:"nimops reads files of up to 1 MiB, unless the configuration says otherwise, so that no file of a\npull request can make it slow. A NIM manifest has about a kilobyte: a larger file is generated, or no\nmanifest. What it holds has **not been checked**.\n\nSplit it, list it under `exclude` in `nimops.yaml`, or raise `limits.fileSize` there.",source:`nimops; etcd refuses objects over 1.5 MiB`,examples:{shownBy:`commands`,bad:`
head -c 2000000 /dev/zero | tr '\\0' '#' >> cache.yaml
`,good:`
head -c 500000 /dev/zero | tr '\\0' '#' >> cache.yaml
`}}),fixedEnvOverride=rule$1({id:`fixed-env-override`,title:`env overrides a variable that the operator's mounts and ports rely on`,kinds:[`NIMService`,`NIMCache`],severity:`error`,enforcedBy:`operator`,why:"Variables in `env` win over the operator's own. The volume stays mounted at `/model-store`, so with another\n`NIM_CACHE_PATH` the weights are written beside it: a cache is Ready with an empty volume, a service downloads at every\nstart. The Service keeps pointing at `expose.service.port`, so with another `NIM_SERVER_PORT` or `NIM_HTTP_API_PORT`\nnobody answers there.",source:`k8s-nim-operator v3.1.2, nimservice_types.go GetStandardEnv, utils.go MergeEnvVars; seen on a cluster (trap T35)`,check(resource,report){let expected=isOfKind(resource,`NIMService`)?[modelStore,...servicePorts(resource.spec.expose?.service?.port??8e3)]:[modelStore];for(let{name,value,because,help}of expected){let variable=lastVariable(resource.spec.env,name);if(!variable||variable.value===value)continue;let is=variable.value===void 0?`is set`:`is ${JSON.stringify(variable.value)}`;report(at(`spec`,`env`,variable.index),`${name} ${is}, but ${because}`,{help,fix:unsafe(remove(`spec`,`env`,variable.index))})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: NIM_SERVER_PORT
      value: "9000"
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    service:
      port: 9000
`}}),modelStore={name:`NIM_CACHE_PATH`,value:`/model-store`,because:`the volume is mounted at /model-store`,help:`remove it; the operator sets the right path`};function servicePorts(port){let because=`the Service points at port ${port}`;return[`NIM_SERVER_PORT`,`NIM_HTTP_API_PORT`].map(name=>({name,value:String(port),because,help:`remove it and write the port as spec.expose.service.port`}))}const gatewayBackendPort=rule$1({id:`gateway-backend-port`,title:`a route leads to a Service without saying which port`,kinds:[`NIMService`],severity:`error`,enforcedBy:`api-server`,since:`3.1.0`,why:"`backendRef` sends the requests of the route to something else than the service itself. Without\n`group` and `kind` it means a core Service, and the CRD then asks for its `port`. An InferencePool\nneeds no port.",source:`CRD rule on NIMService.spec.expose.router.gateway.backendRef (R2); Gateway API BackendRef`,check(service,report){let path=at(`spec`,`expose`,`router`,`gateway`,`backendRef`),backend=service.spec.expose?.router?.gateway?.backendRef;backend?.group===``&&backend.kind===`Service`&&(isWritten(service,[...path,`port`])||hasUnknownField(service,path)||report([...path,`port`],`spec.expose.router.gateway.backendRef.port is required for a Service`,{help:"add the port of that Service, such as `port: 8000`; for an InferencePool write `group` and `kind`"}))},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    router:
      hostDomainName: models.example.com
      gateway:
        name: inference
        namespace: gateways
        backendRef:
          name: llama-8b-cached
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    router:
      hostDomainName: models.example.com
      gateway:
        name: inference
        namespace: gateways
        backendRef:
          name: llama-8b-cached
          port: 8000
`}}),gpuCountNotTensorParallel=rule$1({id:`gpu-count-not-tensor-parallel`,title:`the GPUs of a pod are not as many as the model's tensor parallelism`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"A profile with tensor parallelism N needs N GPUs in one pod. The operator takes `resources` as they are written and\ncompares nothing: with fewer GPUs the model does not start, with more the rest idles (unless the profile cuts the model into\npipeline stages too).\n\nThe number comes from `multiNode.parallelism.tensor`, or from the filter `tensorParallelism` of the service's NIMCache.",source:`k8s-nim-operator v3.1.2, nimservice.go addGPUResources; NIM for LLMs, model profiles`,check(service,report,{set}){let{resources,draResources,env}=service.spec,gpus=gpuCountOf(resources);if(!gpus||(draResources?.length??0)>0||lastVariable(env,`NIM_TENSOR_PARALLEL_SIZE`)||lastVariable(env,`NIM_MODEL_PROFILE`))return;let tensor=tensorParallelism(service,set);if(!tensor||tensor.size===gpus.count)return;let fewer=gpus.count<tensor.size,rest=fewer?`the model cannot start`:`the rest idles`;report(at(`spec`,`resources`,gpus.in,gpuResource),`${gpus.count} GPUs a pod, but the model has tensor parallelism ${tensor.size}: ${rest}`,{help:`write \`${gpuResource}: ${tensor.size}\`, or change the tensor parallelism`,related:[tensor.from],severity:fewer?`error`:`warning`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "4"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 2
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "4"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 4
  replicas: 1
`}});function tensorParallelism(service,set){let{multiNode,storage}=service.spec;if(isMultiNode(service.spec)){let size=multiNode?.parallelism?.tensor;return size===void 0?void 0:{size,from:at(`spec`,`multiNode`,`parallelism`,`tensor`)}}let name=storage?.nimCache?.name,cache=name?set.find(`NIMCache`,service.namespace,name):void 0,model=cache?.spec.source?.ngc?.model;if(!cache||!model||(model.profiles?.length??0)>0)return;let size=/^[1-9][0-9]{0,3}$/.test(model.tensorParallelism??``)?Number(model.tensorParallelism):void 0,path=at(`spec`,`source`,`ngc`,`model`,`tensorParallelism`),message=`NIMCache ${cache.name} holds profiles of this tensor parallelism only`;return size===void 0?void 0:{size,from:{resource:cache,path,message}}}const gpuCountNotWhole=rule$1({id:`gpu-count-not-whole`,title:`a service asks for a part of a GPU, or for less than none`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:`The CRD takes any quantity, but resources of a device plugin are counted in whole devices: the API server refuses
the Deployment (\`must be an integer\`) and the service is Failed. Parts of a GPU are resources of their own, such as MIG
slices, or are shared by the device plugin's settings.`,source:`Kubernetes pkg/apis/core/validation, ValidateResourceQuantityValue`,check(service,report){for(let side of[`limits`,`requests`])for(let[name,amount]of Object.entries(service.spec.resources?.[side]??{})){if(!isExtendedResource(name)||amount===void 0)continue;let quantity=parseQuantity(amount);!quantity||quantity.nano>=0n&&quantity.nano%1000000000n==0n||report(at(`spec`,`resources`,side,name),`${name}: ${amount} is no whole number of devices`,{help:`write 1 or more; for a part of a GPU ask for a MIG slice, such as nvidia.com/mig-3g.40gb: 1`})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 500m
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),gpuProducts=[product(`T4`,`Tesla-T4`,`1eb8`,16,15360,[7,5],`none`,`t4`,`OPG`),product(`V100 SXM2 16GB`,`Tesla-V100-SXM2-16GB`,`1db1`,16,void 0,[7,0],`switch`,void 0,`PR`),product(`V100 SXM2 32GB`,`Tesla-V100-SXM2-32GB`,`1db5`,32,void 0,[7,0],`switch`,void 0,`PR`),product(`V100 PCIe 16GB`,`Tesla-V100-PCIE-16GB`,`1db4`,16,void 0,[7,0],`none`,void 0,`PR`),product(`V100 PCIe 32GB`,`Tesla-V100-PCIE-32GB`,`1db6`,32,void 0,[7,0],`none`,void 0,`PR`),product(`V100S PCIe`,`Tesla-V100S-PCIE-32GB`,`1df6`,32,void 0,[7,0],`none`,void 0,`PR`),product(`A2`,`NVIDIA-A2`,`25b6`,16,void 0,[8,6],`none`,void 0,`O`),product(`A16`,`NVIDIA-A16`,`25b6`,16,void 0,[8,6],`none`,void 0,`O`),product(`A10`,`NVIDIA-A10`,`2236`,24,void 0,[8,6],`none`,`a10`,`OP`),product(`A10G`,`NVIDIA-A10G`,`2237`,24,22888,[8,6],`none`,`a10g`,`OPNE`),product(`A30`,`NVIDIA-A30`,`20b7`,24,void 0,[8,0],`bridge`,void 0,`OPM`),product(`A40`,`NVIDIA-A40`,`2235`,48,void 0,[8,6],`bridge`,void 0,`OP`),product(`A100 SXM4 40GB`,`NVIDIA-A100-SXM4-40GB`,`20b0`,40,40960,[8,0],`switch`,`a100_sxm4_40gb`,`OPNEMB`),product(`A100 PCIe 40GB`,`NVIDIA-A100-PCIE-40GB`,`20f1 20b1`,40,void 0,[8,0],`bridge`,`a100`,`OPM`),product(`A100 SXM4 80GB`,`NVIDIA-A100-SXM4-80GB`,`20b2`,80,81920,[8,0],`switch`,`a100`,`OPNEM`),product(`A100 PCIe 80GB`,`NVIDIA-A100-80GB-PCIe`,`20b5`,80,void 0,[8,0],`bridge`,`a100`,`OPM`),product(`A800 SXM4 80GB`,`NVIDIA-A800-SXM4-80GB`,`20f3`,80,void 0,[8,0],`switch`,void 0,`OPR`),product(`A800 SXM4 40GB`,`NVIDIA-A800-SXM4-40GB`,`20bd`,40,void 0,[8,0],`switch`,void 0,`OPR`),product(`A800 PCIe 80GB`,`NVIDIA-A800-80GB-PCIe`,`20f5`,80,void 0,[8,0],`bridge`,void 0,`OPR`),product(`A800 PCIe 40GB`,`NVIDIA-A800-40GB-PCIe`,`20f6`,40,void 0,[8,0],`bridge`,void 0,`OPR`),product(`L4`,`NVIDIA-L4`,`27b8`,24,23034,[8,9],`none`,`l4`,`OPAE`),product(`L40`,`NVIDIA-L40`,`26b5`,48,void 0,[8,9],`none`,`l40`,`OP`),product(`L40S`,`NVIDIA-L40S`,`26b9`,48,46068,[8,9],`none`,`l40s`,`OPNAE`),product(`H100 PCIe`,`NVIDIA-H100-PCIe`,`2331`,80,void 0,[9,0],`bridge`,`h100`,`OPAM`),product(`H100 SXM`,`NVIDIA-H100-80GB-HBM3`,`2330`,80,81559,[9,0],`switch`,`h100`,`OPNSA`),product(`H100 NVL`,`NVIDIA-H100-NVL`,`2321`,94,void 0,[9,0],`bridge`,`h100_nvl`,`ONM`),product(`H200 SXM`,`NVIDIA-H200`,`2335`,141,143771,[9,0],`switch`,`h200`,`OPNSAM`),product(`H200 NVL`,`NVIDIA-H200-NVL`,`233b`,141,void 0,[9,0],`bridge`,`h200_nvl`,`OPNMR`),product(`H20`,`NVIDIA-H20`,`2329 232c`,96,void 0,[9,0],`switch`,`h20`,`OMR`),product(`GH200 96GB`,`NVIDIA-GH200-480GB NVIDIA-GH200-120GB`,`2342`,96,97871,[9,0],`cpu`,`gh200`,`OPNM`),product(`GH200 144GB`,`NVIDIA-GH200-144G-HBM3e`,`2348`,144,void 0,[9,0],`cpu`,`gh200`,`ON`),product(`B200`,`NVIDIA-B200`,`2901`,180,183359,[10,0],`switch`,`b200`,`OPNEAM`),product(`GB200`,`NVIDIA-GB200`,`2941`,186,189471,[10,0],`rack`,`gb200`,`OPNAM`),product(`B300`,`NVIDIA-B300-SXM6-AC`,`3182`,288,275040,[10,3],`switch`,`b300`,`OPNAER`),product(`GB300`,`NVIDIA-GB300`,`31c2 31c3`,288,284208,[10,3],`rack`,`gb300`,`OPAR`),product(`RTX PRO 6000 Blackwell Server Edition`,`NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition`,`2bb5`,96,97887,[12,0],`none`,`rtx6000_blackwell_sv`,`OPNAMB`),product(`RTX PRO 4500 Blackwell Server Edition`,`NVIDIA-RTX-PRO-4500-Blackwell-Server-Edition`,``,32,32768,[12,0],`none`,void 0,`NEM`)];function supportsBf16({computeCapability:[major]}){return major>=8}function fp8Support({computeCapability:[major,minor]}){return major>8||major===8&&minor>=9?`native`:major===8?`weights-only`:`none`}function product(name,labels,pciIds,memoryGB,reportedMiB,computeCapability,nvlink,tag,sources){return{name,labels:labels.split(` `),pciIds:pciIds.split(` `).filter(id=>id!==``),memoryGB,...reportedMiB===void 0?{}:{reportedMiB},computeCapability,nvlink,tag,sources}}function productsOfId(id){return byId.get(id)??[]}function productOfLabel(label){let plain=label.replace(/-SHARED$/,``).replace(/-MIG-.*$/,``);return byLabel.get(withoutBrand(plain))}const knownLabels=gpuProducts.flatMap(({labels})=>labels),profileTags=[...new Set(gpuProducts.flatMap(({tag})=>tag===void 0?[]:[tag]))];function tagsContaining(product){let wanted=product.toLowerCase();return profileTags.filter(tag=>tag.includes(wanted))}function productsOfTag(tag){return gpuProducts.filter(product=>product.tag===tag)}function familyOf({name}){let[first=``,second=``,third=``]=name.toLowerCase().split(` `);return first===`rtx`?`${first}${second}${third}`:first}function familiesIn(text){let words=text.toLowerCase().split(/[^a-z0-9]+/),joined=words.join(``);return families.filter(family=>words.includes(family)||family.startsWith(`rtx`)&&joined.includes(family))}function productsOfFamily(family){return gpuProducts.filter(product=>familyOf(product)===family)}const families=[...new Set(gpuProducts.map(familyOf))],byId=/* @__PURE__ */ new Map,byLabel=/* @__PURE__ */ new Map;for(let product of gpuProducts){for(let id of product.pciIds)byId.set(id,[...byId.get(id)??[],product]);for(let label of product.labels)byLabel.set(withoutBrand(label),product)}function withoutBrand(label){return label.replace(/^(NVIDIA|Tesla)-/,``)}const gpuIdContradictsProduct=rule$1({id:`gpu-id-contradicts-product`,title:`a GPU id belongs to another product`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`operator`,why:`A profile is selected only if its GPU tag contains the product *and* its device equals one of the
ids. An id of another product selects nothing: the cache stays \`NotReady\` with "no profiles are selected
for caching", or holds what the node cannot run.

The usual mistake is \`2331\`: NVIDIA's page on NIMCache takes it for the H100 SXM. It is the H100 **PCIe**;
the SXM is \`2330\`. Those who do have PCIe boards can list both, or switch this rule off for the line.`,source:`pci.ids; NVIDIA/open-gpu-kernel-modules README; k8s-nim-operator v3.1.2, internal/nimparser (issue: the public NIMCache page)`,check(cache,report){cache.spec.source?.ngc?.model?.gpus?.forEach(({product,ids=[]},gpu)=>{product&&ids.forEach((id,index)=>{let owners=productsOfId(id),path=at(`spec`,`source`,`ngc`,`model`,`gpus`,gpu,`ids`,index),related=[at(`spec`,`source`,`ngc`,`model`,`gpus`,gpu,`product`)];id===`2331`&&!ids.includes(`2330`)&&product.toLowerCase()===`h100`?report(path,`2331 is the H100 PCIe, not the H100 SXM`,{help:`write "2330" for H100 SXM; for H100 PCIe keep it, if the image has profiles for that board`,related,severity:`warning`,fix:unsafe(set(path,`2330`))}):owners.length>0&&!owners.some(owner=>isCalled(owner,product))&&report(path,`${id} is the ${owners.map(({name})=>name).join(` and `)}, not ${article(product)}`,{help:rightIds(product),related})})})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: l40s
            ids: ["26b5"]
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: l40s
            ids: ["26b9"]
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function isCalled({tag,name},product){let wanted=product.toLowerCase();if(tag?.includes(wanted))return!0;let families=familiesIn(product);return name.toLowerCase().replaceAll(` `,``).includes(wanted)||families.some(family=>isOf(name,family))}function isOf(name,family){return familiesIn(name).includes(family)}function article(product){return`${/^[aehlrx]/i.test(product)?`an`:`a`} ${product}`}function rightIds(product){let tags=tagsContaining(product),exact=tags.filter(tag=>tag===product.toLowerCase()),wanted=exact.length>0?exact:tags,right=gpuProducts.filter(({tag,pciIds})=>tag!==void 0&&wanted.includes(tag)&&pciIds.length>0).map(({name,pciIds})=>`${pciIds.map(id=>`"${id}"`).join(`, `)} (${name})`);return right.length===0?`remove the id, or name the product that it belongs to`:`write ${right.join(`, `)}`}const gpuIdForm=rule$1({id:`gpu-id-form`,title:`a GPU id is written in a form that no profile uses`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`operator`,why:'`gpus[].ids` is compared, as text, with the profile\'s tag `gpu_device` after its end `:10de`\nwas cut off. So the id is four hexadecimal digits in lower case and nothing else: `0x2330`, `2330:10de`,\n`10de:2330` or `26B5` equal nothing, no profile is selected, and the cache stays `NotReady` with "no\nprofiles are selected for caching".',source:`k8s-nim-operator v3.1.2, internal/nimparser v1 and v2 (string equality); NIM metadata, gpu_device`,check(cache,report){cache.spec.source?.ngc?.model?.gpus?.forEach(({ids},gpu)=>{ids?.forEach((id,index)=>{if(id===``||/^[0-9a-f]{4}$/.test(id))return;let path=at(`spec`,`source`,`ngc`,`model`,`gpus`,gpu,`ids`,index),meant=plainId(id);report(path,`${JSON.stringify(id)} equals the id of no profile`,{help:meant===void 0?`write the PCI device id: four hexadecimal digits, such as "2330"`:`write "${meant}"`,fix:meant===void 0?void 0:set(path,meant)})})})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
            ids: ["2330:10de"]
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
            ids: ["2330"]
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function plainId(id){let plain=id.trim().toLowerCase().replace(/^(0x)?10de[:-](0x)?|^0x/,``).replace(/[:-](0x)?10de$/,``);return/^[0-9a-f]{4}$/.test(plain)?plain:void 0}const gpuIdsWithoutProduct=rule$1({id:`gpu-ids-without-product`,title:`a cache lists device ids of a GPU without its product`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`operator`,why:"Images with the older form of model manifest (without `schema_version`) look for the product first,\nand compare device ids only with profiles of that product: an entry of `model.gpus` without `product`\nselects nothing. Where every entry is like that the cache stays `NotReady` with `no profiles are selected for\ncaching`. Newer manifests compare ids and products apart from each other.",source:`k8s-nim-operator v3.1.2, nimparser/v1 (trap T13)`,check(cache,report){let model=cache.spec.source?.ngc?.model;(model?.profiles?.length??0)>0||model?.gpus?.forEach((gpu,index)=>{if(!gpu?.ids?.length||gpu.product)return;let path=at(`spec`,`source`,`ngc`,`model`,`gpus`,index);isRefused(cache,[...path,`product`])||report([...path,`ids`],`device ids without a product select nothing on images with the older manifest`,{help:"write the product beside the ids, such as `product: h100`"})})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - ids: ["2330"]
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
            ids: ["2330"]
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),gpuProductMatchesMore=rule$1({id:`gpu-product-matches-more`,title:`a GPU product matches more products than it names`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`operator`,why:"A profile is selected if its GPU tag *contains* the product, whatever stands before or behind it:\n`a10` is in `a100` and `a10g`, `l4` in `l40s`, `h20` in `h200` and `gh200`, `b200` in\n`gb200`. Every match is downloaded, so the volume fills with engines for GPUs that are not there.\n\nAdd the ids of the boards that are meant: a profile must then carry one of them too. Or pin the profile by\nits id.",source:`k8s-nim-operator v3.1.2, internal/nimparser v1 and v2 (strings.Contains)`,check(cache,report){cache.spec.source?.ngc?.model?.gpus?.forEach(({product,ids=[]},gpu)=>{if(!product||ids.length>0)return;let wanted=product.toLowerCase(),others=tagsContaining(product).filter(tag=>tag!==wanted&&!tag.startsWith(`${wanted}_`)),own=productsOfTag(wanted);if(others.length===0||own.length===0&&new Set(others.map(stem)).size<2)return;let idList=own.flatMap(({pciIds})=>pciIds.map(id=>`"${id}"`)).join(`, `);report(at(`spec`,`source`,`ngc`,`model`,`gpus`,gpu,`product`),`product ${JSON.stringify(product)} also matches profiles for ${others.join(`, `)}`,{help:own.length>0?`add ids: [${idList}] beside it, so that only ${own.map(({name})=>name).join(` or `)} is left`:`write one of ${others.join(`, `)}`})})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: a10
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: a10
            ids: ["2236"]
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function stem(tag){return tag.split(`_`)[0]??tag}const gpuProductNeverMatches=rule$1({id:`gpu-product-never-matches`,title:`a GPU product is a node label, which no LLM profile contains`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`operator`,why:'The filter looks for the product inside the profile\'s GPU tag. Tags of LLM profiles are short\n(`H100`, `L40S`, `H100_NVL`), so a whole node label such as `NVIDIA-H100-80GB-HBM3` is never found\nin one: nothing is selected, and the cache stays `NotReady` with "no profiles are selected for caching".\nOnly some older NIMs for other than language models carry such keys.\n\nWrite the short name, and the PCI id if several boards share it.',source:`k8s-nim-operator v3.1.2, internal/nimparser v1 and v2; tags of NIM model manifests`,check(cache,report){cache.spec.source?.ngc?.model?.gpus?.forEach(({product},gpu)=>{if(!product||tagsContaining(product).length>0)return;let meant=productOfLabel(product.replaceAll(` `,`-`));if(!meant&&!/^(nvidia|tesla)[- ]/i.test(product))return;let path=at(`spec`,`source`,`ngc`,`model`,`gpus`,gpu,`product`);report(path,`${JSON.stringify(product)} is a node label; the tags of LLM profiles are short names`,{help:meant?.tag===void 0?`write the short name, such as h100 or l40s`:`write ${meant.tag}`,fix:meant?.tag===void 0?void 0:unsafe(set(path,meant.tag))})})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: NVIDIA-H100-80GB-HBM3
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),gpuProductUnknown=rule$1({id:`gpu-product-unknown`,title:`a GPU product is in the tags of no known profile`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`operator`,why:'`gpus[].product` is free text that is looked for in the profiles\' GPU tags. A text that no tag\ncontains selects nothing: the cache stays `NotReady` with "no profiles are selected for caching", and\nwaits for ever. The form factor is not part of the name: SXM and PCIe boards share `h100` and differ in\ntheir PCI id.',source:`k8s-nim-operator v3.1.2, internal/nimparser v1 and v2; tags of NIM model manifests`,check(cache,report){cache.spec.source?.ngc?.model?.gpus?.forEach(({product},gpu)=>{if(!product||tagsContaining(product).length>0||productOfLabel(product.replaceAll(` `,`-`))||/^(nvidia|tesla)[- ]/i.test(product))return;let path=at(`spec`,`source`,`ngc`,`model`,`gpus`,gpu,`product`),family=familiesIn(product).find(known=>tagsContaining(known).length>0),meant=family??closest$1(product,profileTags),boards=family===void 0?[]:productsOfFamily(family).filter(({pciIds})=>pciIds.length>0),ids=boards.map(({name,pciIds})=>`${name} is "${pciIds[0]}"`).join(`, `);report(path,`no known profile is for a GPU ${JSON.stringify(product)}`,{severity:meant===void 0?`info`:`warning`,help:meant===void 0?`known are ${profileTags.join(`, `)}`:`write ${meant}${boards.length>1?`, and the id of the board: ${ids}`:``}`,fix:meant===void 0?void 0:unsafe(set(path,meant))})})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100-sxm
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),gpuRequestsDiffer=rule$1({id:`gpu-requests-differ`,title:`requests and limits of a GPU are not equal`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"Devices such as GPUs are not shared between pods, so Kubernetes wants their limit, and the request equal to it or\nleft out. The API server refuses the Deployment (`must be equal to nvidia.com/gpu limit` or `Limit must be set for non\novercommitable resources`), and the service is Failed.",source:`Kubernetes pkg/apis/core/validation, ValidateResourceRequirements`,check(service,report){let{requests,limits}=service.spec.resources??{};for(let[name,amount]of Object.entries(requests??{})){if(!isExtendedResource(name)||amount===void 0)continue;let request=parseQuantity(amount),limit=limits?.[name],parsedLimit=limit===void 0?void 0:parseQuantity(limit);if(!request||parsedLimit&&compareQuantities(request,parsedLimit)===0||isRefused(service,[`spec`,`resources`,`limits`]))continue;let path=at(`spec`,`resources`,`requests`,name);limit===void 0?report(path,`${name} has a request of ${amount} and no limit: the pods are refused`,{help:`write it under resources.limits: \`${name}: ${amount}\`; the request may go`,onKey:!0}):report(path,`${name}: the request of ${amount} is not the limit of ${limit}: the pods are refused`,{help:`write the same number twice, or the limit alone`,related:[at(`spec`,`resources`,`limits`,name)]})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    requests:
      nvidia.com/gpu: 1
    limits:
      nvidia.com/gpu: 2
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    requests:
      nvidia.com/gpu: 2
    limits:
      nvidia.com/gpu: 2
  replicas: 1
`}}),gpusWithVllm=rule$1({id:`gpus-with-vllm`,title:`a cache filters profiles of an engine by GPU that have no GPU`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`operator`,why:"With `model.gpus` set, images with the older form of model manifest (without `schema_version`) offer\nprofiles of TensorRT engines only; profiles for vLLM, SGLang or ONNX run on any GPU and are left out. Together\nwith such an `engine` nothing is left: the cache stays `NotReady` with `no profiles are selected for\ncaching`. Newer manifests, whose `schema_version` has a 2 in it, look at the tags of each profile instead.",source:`k8s-nim-operator v3.1.2, nimparser/v1 (trap T13)`,check(cache,report){let model=cache.spec.source?.ngc?.model,engine=model?.engine;if(!engine||!matchesSomeBackend(engine)||(model.profiles?.length??0)>0||(model.gpus?.length??0)===0||isPartOfTensorRt(engine))return;let path=at(`spec`,`source`,`ngc`,`model`);report([...path,`gpus`],`with the engine ${engine}, model.gpus leaves nothing over on images with the older manifest`,{help:`remove model.gpus: profiles for ${engine} are not made for one GPU`,related:[[...path,`engine`]],fix:unsafe(remove(...path,`gpus`))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: vllm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: vllm
        tensorParallelism: "1"
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function isPartOfTensorRt(engine){return`tensorrt_llm`.includes(engineStem(engine))}const grpcRouteWithoutPort=rule$1({id:`grpc-route-without-port`,title:`a GRPCRoute has no port to lead to`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,since:`3.1.0`,why:"`spec.expose.router.gateway.grpcRoutesEnabled: true` makes a GRPCRoute to the gRPC port of the\nService, so `spec.expose.service.grpcPort` must be set; it has no default. The webhook refuses the service\notherwise. Without the webhook the operator makes an empty GRPCRoute, which belongs to no Gateway and leads\nnowhere.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateExposeRouterConfiguration; nimservice_types.go (W30)`,check(service,report){let{router,service:port}=service.spec.expose??{},path=at(`spec`,`expose`,`service`,`grpcPort`);router?.gateway?.grpcRoutesEnabled&&port?.grpcPort===void 0&&!isRefused(service,path)&&report(path,`spec.expose.service.grpcPort is missing, and a GRPCRoute is to lead to it`,{help:`add the port on which the model speaks gRPC, such as 50051, or set grpcRoutesEnabled to false`,related:[at(`spec`,`expose`,`router`,`gateway`,`grpcRoutesEnabled`)]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    service:
      port: 8000
    router:
      hostDomainName: models.example.com
      gateway:
        name: inference
        namespace: gateways
        grpcRoutesEnabled: true
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    service:
      port: 8000
      grpcPort: 50051
    router:
      hostDomainName: models.example.com
      gateway:
        name: inference
        namespace: gateways
        grpcRoutesEnabled: true
`}});function literalVariables(resource){if(isOfKind(resource,`NIMPipeline`))return(resource.spec.services??[]).flatMap(({dependencies},service)=>(dependencies??[]).flatMap(({envName,envValue},index)=>{let path=[`spec`,`services`,service,`dependencies`,index];return envName&&envValue?[{name:envName,value:envValue,namePath:[...path,`envName`],valuePath:[...path,`envValue`]}]:[]}));if(isOfKind(resource,`NIMBuild`))return literals(resource.spec.env,[`spec`,`env`]);if(!isOfKind(resource,`NIMService`)&&!isOfKind(resource,`NIMCache`))return[];let found=[...literals(resource.spec.env,[`spec`,`env`]),...inContainers(resource.spec.initContainers,[`spec`,`initContainers`])];if(!isOfKind(resource,`NIMService`))return found;let picker=resource.spec.expose?.router?.eppConfig?.containerSpec?.env;return[...found,...inContainers(resource.spec.sidecarContainers,[`spec`,`sidecarContainers`]),...literals(picker,[`spec`,`expose`,`router`,`eppConfig`,`containerSpec`,`env`])]}function inContainers(list,path){return(list??[]).flatMap(({env},index)=>literals(env,[...path,index,`env`]))}function literals(env,path){return(env??[]).flatMap(({name,value},index)=>name&&value?[{name,value,namePath:[...path,index,`name`],valuePath:[...path,index,`value`]}]:[])}const hfEndpointPublic=rule$1({id:`hf-endpoint-public`,title:`a download from huggingface.co is asked for without Internet`,kinds:[`NIMCache`,`NIMService`,`NIMBuild`],severity:`error`,enforcedBy:`nimops`,why:"The configuration says that this cluster is air-gapped. `huggingface.co` is then out of reach: the\ncache's job waits for the connection until it times out, is tried six times, and the cache flips between\n`Failed` and `Pending` for ever.\n\nName the mirror that the cluster can reach (`source.hf.endpoint`, `HF_ENDPOINT`), or fill a claim from\noutside and use it with `storage.pvc.name`.",source:`k8s-nim-operator v3.1.2, nimcache_controller.go; the team's own configuration (airGapped)`,check(resource,report,{settings}){if(!settings.airGapped)return;let endpoint=isOfKind(resource,`NIMCache`)?resource.spec.source?.hf?.endpoint:void 0,places=literalVariables(resource).filter(({name})=>name===`HF_ENDPOINT`).map(({value,valuePath})=>({text:value,path:valuePath}));endpoint!==void 0&&places.unshift({text:endpoint,path:at(`spec`,`source`,`hf`,`endpoint`)});for(let{text,path}of places)/^https?:\/\/([^/]*\.)?(huggingface\.co|hf\.co)([:/]|$)/i.test(text)&&report(path,`${withoutCredentials(text)} cannot be reached from an air-gapped cluster`,{help:`write the address of a mirror inside, such as https://huggingface.corp.example`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: qwen-7b
spec:
  source:
    hf:
      endpoint: https://huggingface.co
      namespace: Qwen
      modelName: Qwen2.5-7B-Instruct
      authSecret: hf-token
      modelPuller: registry.corp.example/nim/hub-cli:25.08
      pullSecret: registry-pull
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: qwen-7b
spec:
  source:
    hf:
      endpoint: https://huggingface.corp.example
      namespace: Qwen
      modelName: Qwen2.5-7B-Instruct
      authSecret: hf-token
      modelPuller: registry.corp.example/nim/hub-cli:25.08
      pullSecret: registry-pull
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,settings:{airGapped:!0}}}),hostPathDeprecated=rule$1({id:`host-path-deprecated`,title:`a service keeps its model in a folder of the node`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`nimops`,since:`3.0.2`,why:"`storage.hostPath` ties the service to nodes that hold the folder already: on any other the pod\nstarts with an empty one and downloads the model again, as a user that may not write there. Namespaces with\nthe Pod Security level `baseline` or `restricted` refuse such pods altogether. For a NIMCache the field\nis deprecated and not even read.\n\nKeep the model on a claim: one that a NIMCache fills (`storage.nimCache`), or an existing one\n(`storage.pvc`).",source:`k8s-nim-operator v3.1.2, nimservice_types.go and nimcache_types.go; Kubernetes Pod Security Standards, HostPath volumes`,check(service,report){let folder=service.spec.storage?.hostPath;folder&&report(at(`spec`,`storage`,`hostPath`),`spec.storage.hostPath ties the service to nodes that have ${folder}`,{help:`use spec.storage.nimCache.name (a NIMCache fills a volume), or spec.storage.pvc.name for a claim that exists`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    hostPath: /raid/models/llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),hpaBounds=rule$1({id:`hpa-bounds`,title:`the most replicas are fewer than the fewest`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"The CRD does not compare `maxReplicas` with `minReplicas` (default 1), but the HorizontalPodAutoscaler that the\noperator makes of them is refused: the service goes to Failed with\n`spec.maxReplicas: Invalid value: … must be greater than or equal to minReplicas`.",source:`k8s-nim-operator v3.1.2, nimservice.go (HPAFailed); seen on a cluster (trap T22)`,check(service,report){let{scale}=service.spec,most=scale?.hpa?.maxReplicas;if(scale?.enabled!==!0||most===void 0)return;let fewest=scale.hpa?.minReplicas??1;most>=1&&most>=fewest||isRefused(service,[`spec`,`scale`,`hpa`])||report(at(`spec`,`scale`,`hpa`,`maxReplicas`),`spec.scale.hpa.maxReplicas is ${most}, below minReplicas, which is ${fewest}`,{help:`write ${Math.max(fewest,1)} or more, or lower minReplicas`,related:[at(`spec`,`scale`,`hpa`,`minReplicas`)]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  scale:
    enabled: true
    hpa:
      minReplicas: 4
      maxReplicas: 2
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  scale:
    enabled: true
    hpa:
      minReplicas: 2
      maxReplicas: 4
`}}),hpaWithoutMetrics=rule$1({id:`hpa-without-metrics`,title:`a service scales by its CPU usage, which says nothing about a GPU`,kinds:[`NIMService`],severity:`info`,enforcedBy:`nimops`,preset:`production`,why:"Without `hpa.metrics` Kubernetes scales at 80 % of the requested CPU. A model is busy on its GPU while its CPU idles, so\nthe number of replicas hardly follows the load; and without a CPU request in `resources` the HPA cannot work at all.",source:`Kubernetes autoscaling/v2 HorizontalPodAutoscalerSpec.metrics; k8s-nim-operator nimservice_types.go GetHPAParams`,check(service,report){let{scale}=service.spec;scale?.enabled!==!0||!scale.hpa||(scale.hpa.metrics?.length??0)>0||report(at(`spec`,`scale`,`hpa`,`metrics`),`spec.scale.hpa has no metrics: it scales at 80 % of the CPU request`,{help:`scale by what the model reports, for example a Pods metric such as num_requests_waiting`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  scale:
    enabled: true
    hpa:
      minReplicas: 2
      maxReplicas: 4
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  scale:
    enabled: true
    hpa:
      minReplicas: 2
      maxReplicas: 4
      metrics:
        - type: Pods
          pods:
            metric: {name: num_requests_waiting}
            target: {type: AverageValue, averageValue: "4"}
`}}),httpRouteCannotBeOff=rule$1({id:`http-route-cannot-be-off`,title:`httpRoutesEnabled: false does not last`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`operator`,since:`3.1.0`,why:"When a service is created, the operator's first write (its finalizer) leaves the `false` out, and the CRD's default\nmakes it `true` within a second: the HTTPRoute is made after all. The same manifest applied once more stays as it is, and\nthe route is removed. A GitOps tool therefore heals it on its second pass and shows a drift until then.",source:`k8s-nim-operator v3.1.2, nimservice_types.go (omitempty beside a default of true); seen on a cluster (trap T27)`,check(service,report){service.spec.expose?.router?.gateway?.httpRoutesEnabled===!1&&report(at(`spec`,`expose`,`router`,`gateway`,`httpRoutesEnabled`),`httpRoutesEnabled: false turns into true when the service is created`,{help:`apply the manifest a second time, and check that the HTTPRoute is gone; or leave the route on`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    router:
      hostDomainName: example.com
      gateway:
        name: inference
        namespace: gateways
        httpRoutesEnabled: false
        grpcRoutesEnabled: true
    service:
      grpcPort: 50051
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    router:
      hostDomainName: example.com
      gateway:
        name: inference
        namespace: gateways
        grpcRoutesEnabled: true
    service:
      grpcPort: 50051
`}}),ignoredContent=sourceRule({id:`ignored-content`,title:`kubectl ignores the rest of the document`,reads:`ignored-content`,severity:`error`,enforcedBy:`nimops`,why:"A line `...` ends a YAML document, but kubectl splits a file at lines that begin with `---`\nalone. What follows the `...` is dropped without a word, even a whole resource.",source:`apimachinery pkg/util/yaml (document separator); sigs.k8s.io/yaml reads the first document only`,examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
...
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function imagesOf(resource){if(isOfKind(resource,`NIMCache`)){let{source,initContainers}=resource.spec;return[...[`ngc`,`dataStore`,`hf`].flatMap(from=>whole(source?.[from]?.modelPuller,[`spec`,`source`,from,`modelPuller`])),...containers(initContainers,[`spec`,`initContainers`])]}if(isOfKind(resource,`NIMBuild`))return apart(resource.spec.image,[`spec`,`image`],!0);if(!isOfKind(resource,`NIMService`))return[];let{image,initContainers,sidecarContainers,expose}=resource.spec,picker=[`spec`,`expose`,`router`,`eppConfig`,`containerSpec`,`image`];return[...apart(image,[`spec`,`image`],!0),...containers(initContainers,[`spec`,`initContainers`]),...containers(sidecarContainers,[`spec`,`sidecarContainers`]),...apart(expose?.router?.eppConfig?.containerSpec?.image,picker,!1)]}function containers(list,path){return(list??[]).flatMap(({image},index)=>apart(image,[...path,index,`image`],!1))}function whole(text,path){return text?[{reference:parseImageReference(text),text,repositoryPath:path,tagPath:path,pullPolicy:void 0,policyPath:path,main:!0}]:[]}function apart(image,path,main){return!image?.repository||!image.tag?[]:[{reference:imageOf(image),text:`${image.repository}:${image.tag}`,repositoryPath:[...path,`repository`],tagPath:[...path,`tag`],pullPolicy:image.pullPolicy,policyPath:[...path,`pullPolicy`],main}]}const imageNotAllowed=rule$1({id:`image-not-allowed`,title:`an image is outside the repositories that the team allows`,kinds:[`NIMCache`,`NIMService`,`NIMBuild`],severity:`error`,enforcedBy:`nimops`,why:"The configuration lists the repositories that images may come from (`allowedImages` in\n`nimops.yaml`). The image of this container matches none of the patterns; the images of init and sidecar\ncontainers and of the endpoint picker count too, since all of them see the model and most see the NGC key.\n\nIn a pattern `*` stands for anything but a slash and `**` for anything; a name without a registry is on\n`docker.io`.",source:`the team's own configuration`,check(resource,report,{settings}){if(settings.allowedImages===void 0)return;let allowed=patternsOf(settings.allowedImages);for(let{reference,text,repositoryPath}of imagesOf(resource)){if(allowed.some(pattern=>namesOf$1(reference).some(name=>pattern.test(name))))continue;let choices=settings.allowedImages.join(`, `);report(repositoryPath,`${text} is from a repository that is not allowed`,{help:choices===``?`no image is allowed at all`:`allowed are: ${choices}`})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  sidecarContainers:
    - name: logs
      image:
        repository: docker.io/fluent/fluent-bit
        tag: 4.1.0
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  sidecarContainers:
    - name: logs
      image:
        repository: registry.corp.example/fluent/fluent-bit
        tag: 4.1.0
`,settings:{allowedImages:[`nvcr.io/nim/**`,`registry.corp.example/**`]}}});function namesOf$1({registry,repository,path,tag}){let short=registry===void 0&&!path.includes(`/`),names=registry===void 0?[repository,`docker.io/${short?`library/`:``}${path}`]:[repository];return tag===void 0?names:names.flatMap(name=>[name,`${name}:${tag}`])}const compiled=/* @__PURE__ */ new WeakMap;function patternsOf(globs){let known=compiled.get(globs);if(known)return known;let patterns=globs.map(glob=>{let source=glob.replace(/[.+?^$()|[\]\\{}]/g,`\\$&`).replace(/\*+/g,stars=>stars.length>1?`.*`:`[^/]*`);return RegExp(`^${source}$`)});return compiled.set(globs,patterns),patterns}const imagePullPolicyValue=rule$1({id:`image-pull-policy-value`,title:`an image pull policy is none that Kubernetes knows`,kinds:[`NIMCache`,`NIMService`,`NIMBuild`],severity:`error`,enforcedBy:`operator`,why:"The CRD has no list of values for `pullPolicy`, so any text is stored. The operator copies it into\nthe pod, and the API server then refuses the Deployment, Job or Pod that it makes: the service becomes\n`Failed` with `Unsupported value`, and nothing runs. The values are `Always`, `IfNotPresent` and\n`Never`, in exactly this case.",source:`CRD v3.1.2 (no enum); Kubernetes core/v1 PullPolicy`,check(resource,report){let isIgnored=isOfKind(resource,`NIMService`)&&isMultiNode(resource.spec);for(let{pullPolicy,policyPath,main}of imagesOf(resource)){if(!pullPolicy||policies.includes(pullPolicy)||main&&isIgnored)continue;let meant=closest$1(pullPolicy,policies);report(policyPath,`${JSON.stringify(pullPolicy)} is no image pull policy`,{help:meant===void 0?`write one of ${policies.join(`, `)}`:`write ${meant}`,fix:meant===void 0?void 0:set(policyPath,meant)})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullPolicy: ifNotPresent
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullPolicy: IfNotPresent
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),policies=[`Always`,`IfNotPresent`,`Never`],imageTagLatest=rule$1({id:`image-tag-latest`,title:`an image has no fixed version`,kinds:[`NIMCache`,`NIMService`,`NIMBuild`],severity:`warning`,enforcedBy:`nimops`,why:"`latest`, or no tag at all, is whatever was pushed last. A cache downloads the profiles of the\nimage of that day; a service that is restarted months later runs another one, which knows other profiles,\nfinds none of them in the cache, and downloads or fails. Nobody can roll back to a version that was never\nwritten down.\n\nWrite the version, or a digest: the operator joins `repository` and `tag` with a colon, so a digest goes\nin as `repository: …@sha256` and `tag: <64 hexadecimal digits>`.",source:`good practice; the way that the image is put together: k8s-nim-operator v3.1.2, nimservice_types.go GetImage`,check(resource,report){for(let{reference,text,tagPath}of imagesOf(resource)){if(text.trim()===``)continue;let{tag,digest,repository}=reference;digest!==void 0||tag!==void 0&&tag!==``&&tag!==`latest`||report(tagPath,tag===`latest`?`${text} is whatever was pushed last`:`${text} has no tag, which means latest`,{help:`write the version that was tested, such as ${exampleOf(repository,tagPath)}`})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: latest
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function exampleOf(repository,tagPath){return tagPath.at(-1)===`tag`?`"1.12.0"`:`${repository}:1.12.0`}const ingressAndRouter=rule$1({id:`ingress-and-router`,title:`a service has the old and the new form of an Ingress at once`,kinds:[`NIMService`],severity:`error`,enforcedBy:`api-server`,since:`3.1.0`,why:"`spec.expose.ingress` is deprecated since operator 3.1.0; `spec.expose.router.ingress` replaces\nit. The CRD refuses a service where the old one is enabled while the new one is there, because both would\nmake an Ingress of the same name.\n\nRemove the old one once its host and annotations have been carried over: the new host is\nNAME.NAMESPACE.`hostDomainName`.",source:`CRD rule on NIMService.spec (S4)`,check(service,report){let{ingress,router}=service.spec.expose??{};ingress?.enabled&&router?.ingress&&report(at(`spec`,`expose`,`ingress`,`enabled`),`spec.expose.ingress is enabled beside spec.expose.router.ingress`,{help:`remove spec.expose.ingress, which is deprecated, and keep spec.expose.router.ingress`,related:[at(`spec`,`expose`,`router`,`ingress`)],fix:unsafe(remove(`spec`,`expose`,`ingress`))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    ingress:
      enabled: true
      spec:
        ingressClassName: nginx
        rules:
          - host: llama-8b.models.example.com
    router:
      hostDomainName: models.example.com
      ingress:
        ingressClass: nginx
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    router:
      hostDomainName: models.example.com
      ingress:
        ingressClass: nginx
`}}),ingressWithoutSpec=rule$1({id:`ingress-without-spec`,title:`an Ingress is enabled without its spec`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,until:`3.0.2`,why:"The webhook of operator 3.0 refuses `spec.expose.ingress.enabled: true` where\n`spec.expose.ingress.spec` says nothing. Without it the Ingress that the operator makes is refused by the\nAPI server, as it has neither a rule nor a backend.",source:`k8s-nim-operator v3.0.2, nimservice_webhook_validation_helper.go, validateExposeConfiguration`,check(service,report){let ingress=service.spec.expose?.ingress,path=at(`spec`,`expose`,`ingress`,`spec`);!ingress?.enabled||isRefused(service,path)||Object.keys(ingress.spec??{}).length>0||report(path,`spec.expose.ingress is enabled, but spec.expose.ingress.spec says nothing`,{help:`add spec.ingressClassName and spec.rules with the host and its path`,related:[at(`spec`,`expose`,`ingress`,`enabled`)]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    ingress:
      enabled: true
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    ingress:
      enabled: true
      spec:
        ingressClassName: nginx
        rules:
          - host: llama-8b.example.com
            http:
              paths:
                - path: /
                  pathType: Prefix
                  backend:
                    service:
                      name: llama-8b
                      port:
                        number: 8000
`}}),initContainerPullSecretsIgnored=rule$1({id:`init-container-pull-secrets-ignored`,title:`pullSecrets of an init or sidecar container have no effect`,kinds:[`NIMService`,`NIMCache`],severity:`warning`,enforcedBy:`operator`,since:`3.1.0`,why:"Pull Secrets are a property of the whole pod. The operator fills them from `spec.image.pullSecrets` (in a NIMCache\nfrom the source's `pullSecret`) and does not read those of init and sidecar containers. If their image needs a Secret of\nits own, the pod hangs in ImagePullBackOff.",source:`k8s-nim-operator v3.1.2, nimservice_types.go GetInitContainers, nimcache_types.go`,check(resource,report){let{names,field,help}=ofThePod(resource);for(let[path,container]of containersOf(resource)){let ignored=container?.image?.pullSecrets?.filter(name=>!names.includes(name))??[];ignored.length!==0&&report([...path,`image`,`pullSecrets`],`the pull Secret ${ignored.join(`, `)} is not given to the pod`,{help,related:[field],onKey:!0})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  initContainers:
    - name: warm-up
      image:
        repository: registry.example.com/tools/warm-up
        tag: "2.1"
        pullSecrets: [example-pull]
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull, example-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  initContainers:
    - name: warm-up
      image:
        repository: registry.example.com/tools/warm-up
        tag: "2.1"
`}});function*containersOf(resource){let{initContainers=[]}=resource.spec;for(let[index,container]of initContainers.entries())yield[at(`spec`,`initContainers`,index),container];let sidecars=isOfKind(resource,`NIMService`)?resource.spec.sidecarContainers??[]:[];for(let[index,container]of sidecars.entries())yield[at(`spec`,`sidecarContainers`,index),container]}function ofThePod(resource){if(isOfKind(resource,`NIMService`)){let field=at(`spec`,`image`,`pullSecrets`);return{names:resource.spec.image?.pullSecrets??[],field,help:`write it in ${formatPath(field)} instead`}}let{ngc,dataStore,hf}=(`source`in resource.spec?resource.spec.source:void 0)??{},field=at(`spec`,`source`,ngc?`ngc`:dataStore?`dataStore`:`hf`,`pullSecret`),secret=(ngc??dataStore??hf)?.pullSecret;return{names:secret===void 0?[]:[secret],field,help:`${formatPath(field)} must cover this registry too`}}function isLabelValue(value){return value.length<=63&&/^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/.test(value)}function isLabelKey(key){let slash=key.indexOf(`/`),name=key.slice(slash+1);if(name.length>63||!/^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(name))return!1;if(slash===-1)return!0;let prefix=key.slice(0,slash);return prefix.length<=253&&/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(prefix)}function resolveScalar(source){let first=source.charCodeAt(0);if(first>=48&&first<=57||first===43||first===45)return plainInteger.test(source)?Number(source):resolveNumber(source);if(first===46)return resolvePoint(source);if(source.length>5)return source;let word=words$1.get(source);return word===void 0?source:word}const plainInteger=/^(?:0|-?[1-9][0-9]{0,14})$/,words$1=new Map([[``,null],...[`~`,`null`,`Null`,`NULL`].map(word=>[word,null]),...[`y`,`Y`,`yes`,`Yes`,`YES`,`on`,`On`,`ON`].map(word=>[word,!0]),...[`true`,`True`,`TRUE`].map(word=>[word,!0]),...[`n`,`N`,`no`,`No`,`NO`,`off`,`Off`,`OFF`].map(word=>[word,!1]),...[`false`,`False`,`FALSE`].map(word=>[word,!1])]),goInteger=/^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/,float=/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/,infinity=/^[-+]?\.(?:inf|Inf|INF)$/,notANumber=/^\.(?:nan|NaN|NAN)$/;function resolveNumber(source){if(infinity.test(source))return source.startsWith(`-`)?-1/0:1/0;let plain=source.includes(`_`)?source.replaceAll(`_`,``):source,integer=goInteger.test(plain)?goInt(plain):void 0;if(integer!==void 0)return exact(integer);if(float.test(plain)){let number=Number(plain);if(Number.isFinite(number))return onTheWire(number)}let odd=/^0b([-+])([01]+)$/.exec(plain);if(odd?.[2]!==void 0){let magnitude=BigInt(`0b${odd[2]}`),value=odd[1]===`-`?-magnitude:magnitude;if(value>=minInt64&&value<=maxInt64$1)return exact(value)}return source}const maxInt64$1=2n**63n-1n,minInt64=-(2n**63n),maxUint64=2n**64n-1n;function goInt(text){let signed=text.startsWith(`-`)||text.startsWith(`+`),digits=signed?text.slice(1):text;if(digits.length>80)return;let magnitude=BigInt(/^0[0-7]+$/.test(digits)?`0o${digits.slice(1)}`:digits),value=text.startsWith(`-`)?-magnitude:magnitude;return value>=minInt64&&value<=(signed?maxInt64$1:maxUint64)?value:void 0}function exact(value){let number=Number(value);return Number.isSafeInteger(number)?number:value}function onTheWire(number){return Number.isInteger(number)?Number.isSafeInteger(number)?number+0:Math.abs(number)<1e21?BigInt(String(number)):number:number}function resolvePoint(source){if(infinity.test(source))return 1/0;if(notANumber.test(source))return NaN;if(!/^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/.test(source))return source;let number=Number(source.replaceAll(`_`,``));return Number.isFinite(number)?onTheWire(number):source}function resolveCoreScalar(source){if(/^(?:~|null|Null|NULL|)$/.test(source))return null;if(/^(?:true|True|TRUE)$/.test(source))return!0;if(/^(?:false|False|FALSE)$/.test(source))return!1;if(/^[-+]?[0-9]{1,80}$|^0o[0-7]{1,40}$|^0x[0-9a-fA-F]{1,40}$/.test(source)){let magnitude=BigInt(source.replace(/^[-+]/,``)),value=source.startsWith(`-`)?-magnitude:magnitude;return value>=minInt64&&value<=maxUint64?exact(value):onTheWire(Number(value))}if(float.test(source)){let number=Number(source);return Number.isFinite(number)?onTheWire(number):number}return infinity.test(source)?source.startsWith(`-`)?-1/0:1/0:notANumber.test(source)?NaN:source}function isAmbiguous(source,resolved){if(typeof resolved==`string`){let first=source.charCodeAt(0);if(!(first>=48&&first<=57||first===43||first===45||first===46))return!1}else if(resolved===null||typeof resolved==`number`&&plainInteger.test(source))return!1;let core=resolveCoreScalar(source);return core!==resolved&&!(Number.isNaN(core)&&Number.isNaN(resolved))}function keyText(key){if(typeof key==`string`)return key;if(key!==null)return typeof key==`bigint`&&key>maxInt64$1?void 0:String(key)}function plainKeyText(source,resolved){if(typeof resolved!=`number`&&typeof resolved!=`bigint`)return keyText(resolved);let plain=source.replaceAll(`_`,``);return(goInteger.test(plain)||/^0b[-+]/.test(plain))&&!(float.test(plain)&&goInt(plain)===void 0)?keyText(resolved):formatFloat32(Number(resolved))}function formatFloat32(value){let single=Math.fround(value);if(Number.isNaN(single))return`.nan`;if(!Number.isFinite(single))return single>0?`.inf`:`-.inf`;if(single===0)return Object.is(single,-0)?`-0`:`0`;let shortest=single.toExponential(8);for(let digits=0;digits<9;digits++){let candidate=single.toExponential(digits);if(Math.fround(Number(candidate))===single){shortest=candidate;break}}let[mantissa=``,exponentText=`0`]=shortest.split(`e`),exponent=Number(exponentText),digitCount=mantissa.replace(/[-.]/g,``).length;return exponent<-4||exponent>=6?`${mantissa}e${exponent<0?`-`:`+`}${String(Math.abs(exponent)).padStart(2,`0`)}`:Number(shortest).toFixed(Math.max(0,digitCount-1-exponent))}function readFast(text,range,track){if(hasOddCharacter(text,range))return;let reader=new FastReader(text,range,track),value=reader.readDocument();return value===void 0?void 0:{value,ambiguous:reader.ambiguous,root:reader.place}}const oddCharacter=/[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]|\r(?!\n)/g,searched={text:``,from:0,found:0};function hasOddCharacter(text,{start,end}){return(searched.text!==text||start<searched.from||start>searched.found)&&(oddCharacter.lastIndex=start,searched.text=text,searched.from=start,searched.found=oddCharacter.exec(text)?.index??text.length),searched.found<end}const noPlainStart=/* @__PURE__ */ new Uint8Array(128);for(let character of`!"#%&'*,>?@[]\`{|}:`)noPlainStart[character.charCodeAt(0)]=1;const flowPlainEnd=/* @__PURE__ */ new Uint8Array(128);for(let character of`,[]{}?`)flowPlainEnd[character.charCodeAt(0)]=1;var FastReader=class{ambiguous=!1;place;text;end;track;at;column=-1;lineStart=0;depth=0;constructor(text,range,track){this.text=text,this.at=range.start,this.end=range.end,this.track=track}readDocument(){if(this.text.startsWith(`---`,this.at)&&this.at+3<=this.end){if(this.at+=3,!this.endLine())return}else if(!this.nextLine())return;if(this.column===-1)return;let value=this.block(-1);return this.column===-1?value:void 0}nextLine(){let{text,end}=this,at=this.at;for(;at<end;){let start=at;for(;at<end&&text.charCodeAt(at)===32;)at++;if(at>=end)break;let code=text.charCodeAt(at);if(code===10)at++;else if(code===35)at=this.afterLine(at);else if(code===13)at+=2;else return this.at=at,this.lineStart=start,this.column=at-start,code!==9&&!(at===start&&this.isMarker(code))}return this.at=end,this.column=-1,!0}isMarker(first){return(first===46||first===45)&&/^(?:---|\.\.\.)/.test(this.text.slice(this.at,this.at+3))}afterLine(from){let found=this.text.indexOf(`
`,from);return found===-1||found>=this.end?this.end:found+1}endLine(){let{text,end}=this,at=this.at;for(;at<end&&text.charCodeAt(at)===32;)at++;let code=at<end?text.charCodeAt(at):10;if(code===35&&at>this.at)at=this.afterLine(at);else if(code===10)at++;else if(code===13)at+=2;else return!1;return this.at=Math.min(at,end),this.nextLine()}block(parent){let code=this.text.charCodeAt(this.at);if(++this.depth>64)return;let value;return value=code===45&&this.isBlank(this.at+1)?this.list():this.startsKey()?this.map():this.inline(parent),this.depth--,value}isBlank(at){if(at>=this.end)return!0;let code=this.text.charCodeAt(at);return code===32||code===10||code===13||code===9}list(){let column=this.column,items=[],places=[],start=this.at;for(;this.column===column&&this.text.charCodeAt(this.at)===45&&this.isBlank(this.at+1);){let after=this.at+1,at=after;for(;at<this.end&&this.text.charCodeAt(at)===32;)at++;this.at=at;let value;if(this.endsLine(at,after))value=this.nextLines(column,after,!1);else{if(this.text.charCodeAt(at)===9)return;this.column=at-this.lineStart,value=this.block(column)}if(value===void 0||this.column>column)return;items.push(value),this.place!==void 0&&places.push(this.place)}return this.track&&(this.place={start,end:places[places.length-1]?.end??start,items:places}),items}endsLine(at,after){if(at>=this.end)return!0;let code=this.text.charCodeAt(at);return code===10||code===13||code===35&&at>after}nextLines(parent,empty,inMap){if(this.endLineFrom(empty))return this.column>parent||inMap&&this.column===parent&&this.text.charCodeAt(this.at)===45&&this.isBlank(this.at+1)?this.block(parent):(this.track&&(this.place={start:empty,end:empty,style:`plain`}),null)}endLineFrom(after){return this.at=after,this.endLine()}startsKey(){let{text,end}=this,first=text.charCodeAt(this.at);if(first===34||first===39){let close=this.closingQuote(first);if(close===-1)return!1;let at=close+1;for(;at<end&&text.charCodeAt(at)===32;)at++;return text.charCodeAt(at)===58&&at<end}if(first<128&&noPlainStart[first]===1)return!1;for(let at=this.at;at<end;at++){let code=text.charCodeAt(at);if(code===58){if(this.isBlank(at+1))return!0}else if(code===10||code===35&&text.charCodeAt(at-1)===32)return!1}return!1}map(){let{text,end,column}=this,map={},entries=this.track?/* @__PURE__ */ new Map:void 0,start=this.at,last=start;for(;this.column===column;){let keyStart=this.at,first=text.charCodeAt(keyStart),key,keyEnd=keyStart,at=keyStart;if(first===34||first===39){let close=this.closingQuote(first);if(close===-1||(key=this.unquote(first,keyStart,close),key===void 0))return;for(keyEnd=close+1,at=keyEnd;at<end&&text.charCodeAt(at)===32;)at++;if(at>=end||text.charCodeAt(at)!==58||!this.isBlank(at+1))return}else{if(!this.mayStartPlain(first,keyStart))return;let previous=0;for(;;at++){if(at>=end)return;let code=text.charCodeAt(at);if(code===58){if(this.isBlank(at+1))break}else if(code<32||code===35&&previous===32)return;previous=code}for(keyEnd=at;text.charCodeAt(keyEnd-1)===32;)keyEnd--;if(key=text.slice(keyStart,keyEnd),!isPlainKey(key))return}if(at-keyStart>300||key===`__proto__`||map[key]!==void 0)return;let after=at+1;for(at=after;at<end&&text.charCodeAt(at)===32;)at++;let value;if(this.endsLine(at,after)?value=this.nextLines(column,after,!0):(this.at=at,value=this.inline(column)),value===void 0||this.column>column)return;map[key]=value,entries!==void 0&&this.place!==void 0&&(entries.set(key,{key:{start:keyStart,end:keyEnd},value:this.place}),last=this.place.end)}return entries!==void 0&&(this.place={start,end:last,entries}),map}mayStartPlain(first,at){return first<128&&(noPlainStart[first]===1||first<=32)?!1:first!==45||!this.isBlank(at+1)}inline(parent){let first=this.text.charCodeAt(this.at);if(first===34||first===39){let value=this.quoted(first);return value!==void 0&&this.endLine()?value:void 0}if(first===91||first===123){let value=first===91?this.flowList():this.flowMap();return value!==void 0&&this.endLine()?value:void 0}return first===124?this.literal(parent):this.mayStartPlain(first,this.at)?this.plain():void 0}plain(){let{text,end}=this,start=this.at,at=start,contentEnd=start;for(;at<end;at++){let code=text.charCodeAt(at);if(code!==32){if(code<=13){if(code===9)return;break}if(code===35&&contentEnd<at)break;if(code===58&&this.isBlank(at+1))return;contentEnd=at+1}}let value=this.resolve(start,contentEnd);return this.at=contentEnd,value!==void 0&&this.endLine()?value:void 0}resolve(start,end){let source=this.text.slice(start,end),value=resolveScalar(source);if(typeof value!=`number`||Number.isFinite(value))return this.track&&(this.place={start,end,style:`plain`}),isAmbiguous(source,value)&&(this.ambiguous=!0,this.place!==void 0&&(this.place.ambiguous=!0)),value}quoted(first){let start=this.at,close=this.closingQuote(first);if(close!==-1)return this.at=close+1,this.track&&this.setScalar(start,this.at,first===34?`double`:`single`),this.unquote(first,start,close)}setScalar(start,end,style){this.place={start,end,style}}closingQuote(first){let{text,end}=this;for(let at=this.at+1;at<end;at++){let code=text.charCodeAt(at);if(code===first){if(first===39&&text.charCodeAt(at+1)===39)at++;else return at}else if(code===10||code===13)return-1;else code===92&&first===34&&at++}return-1}unquote(first,open,close){let inner=this.text.slice(open+1,close);if(first===39)return inner.includes(`'`)?inner.replaceAll(`''`,`'`):inner;if(!inner.includes(`\\`))return inner;let known=!0,value=inner.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g,(_,written)=>{let character=commonEscape(written);return known&&=character!==void 0,character??``});return known?value:void 0}literal(parent){let{text,end}=this,start=this.at,at=start+1,indicator=text.charCodeAt(at);for((indicator===45||indicator===43)&&at++,this.at=at;at<end&&text.charCodeAt(at)===32;)at++;if(at<end&&text.charCodeAt(at)===35&&at>this.at)at=this.afterLine(at);else if(text.charCodeAt(at)===13)at+=2;else if(at<end&&text.charCodeAt(at)===10)at++;else return;let contentEnd=start+1,indent=-1,value=``,breaks=0,longestBlank=0;for(;;){let line=at;for(;at<end&&text.charCodeAt(at)===32&&(indent===-1||at-line<indent);)at++;if(at>=end){if(at>line)return;break}let code=text.charCodeAt(at);if(code===10||code===13){at-line>longestBlank&&(longestBlank=at-line),breaks++,at+=code===10?1:2;continue}if(indent===-1){if(at-line<=Math.max(parent,0)||code===9||at-line<longestBlank)return;indent=at-line}else if(at-line<indent){if(code===9)return;at=line;break}let next=text.indexOf(`
`,at),lineEnd=next===-1||next>=end?end:next;if(lineEnd===end)return;let stop=text.charCodeAt(lineEnd-1)===13?lineEnd-1:lineEnd,content=text.slice(at,stop);value+=`
`.repeat(breaks)+content,breaks=1,contentEnd=stop,at=lineEnd+1}if(indent!==-1){if(indicator===43?value+=`
`.repeat(breaks):indicator!==45&&(value+=`
`),this.track){for(;isWhite(text.charCodeAt(contentEnd-1));)contentEnd--;this.setScalar(start,contentEnd,`literal`)}return this.at=at,this.nextLine()?value:void 0}}flowSpace(){let{text,end}=this;for(;;){let code=text.charCodeAt(this.at);if(this.at>=end)return!1;if(code===32)this.at++;else if(code===10)this.at++,this.lineStart=this.at;else if(code===13)this.at++;else if(code===35){let before=text.charCodeAt(this.at-1);if(before!==32&&before!==10)return!1;this.at=this.afterLine(this.at),this.lineStart=this.at}else return code!==9}}flowList(){let items=[],places=[],start=this.at++;if(!(++this.depth>64)){for(;;){if(!this.flowSpace())return;if(this.text.charCodeAt(this.at)===93)break;let value=this.flowValue();if(value===void 0||!this.flowSpace())return;items.push(value),this.place!==void 0&&places.push(this.place);let code=this.text.charCodeAt(this.at);if(code===44)this.at++;else if(code!==93)return}return this.at++,this.depth--,this.track&&(this.place={start,end:this.at,items:places}),items}}flowMap(){let{text}=this,map={},entries=this.track?/* @__PURE__ */ new Map:void 0,start=this.at++;if(!(++this.depth>64)){for(;;){if(!this.flowSpace())return;if(text.charCodeAt(this.at)===125)break;let keyStart=this.at,first=text.charCodeAt(keyStart),isQuoted=first===34||first===39,key=isQuoted?this.quoted(first):this.flowPlain(),keyEnd=this.at;if(typeof key!=`string`||key===`__proto__`||!(isQuoted||isPlainKey(key))||keyEnd-keyStart>300||map[key]!==void 0)return;for(;text.charCodeAt(this.at)===32;)this.at++;if(text.charCodeAt(this.at)!==58||(this.at++,!this.isBlank(this.at)&&!(isQuoted&&this.at===keyEnd+1))||!this.flowSpace())return;let value=this.flowValue();if(value===void 0||!this.flowSpace())return;map[key]=value,entries!==void 0&&this.place!==void 0&&entries.set(key,{key:{start:keyStart,end:keyEnd},value:this.place});let code=text.charCodeAt(this.at);if(code===44)this.at++;else if(code!==125)return}return this.at++,this.depth--,entries!==void 0&&(this.place={start,end:this.at,entries}),map}}flowValue(){let first=this.text.charCodeAt(this.at);return first===34||first===39?this.quoted(first):first===123?this.flowMap():first===91?this.flowList():this.flowPlain()}flowPlain(){let{text,end}=this,start=this.at,first=text.charCodeAt(start);if(first<128&&(noPlainStart[first]===1||first<=32))return;let second=text.charCodeAt(start+1);if(first===45&&(this.isBlank(start+1)||second<128&&flowPlainEnd[second]===1)||first===46&&text.startsWith(`...`,start))return;let contentEnd=start,at=start;for(;at<end;at++){let code=text.charCodeAt(at);if(code!==32){if(code<=13){if(code===9)return;break}if(code<128&&flowPlainEnd[code]===1){if(code!==44&&code!==93&&code!==125)return;break}if(code===35&&contentEnd<at)break;if(code===58){let next=text.charCodeAt(at+1);if(this.isBlank(at+1))break;if(next<128&&flowPlainEnd[next]===1)return}contentEnd=at+1}}return this.at=contentEnd,this.resolve(start,contentEnd)}};function isPlainKey(key){return key!==`<<`&&typeof resolveScalar(key)==`string`&&!isAmbiguous(key,key)}function commonEscape(written){let simple=`"\\nrt`.indexOf(written);if(simple!==-1)return`"\\
\r	`.charAt(simple);if(!(written.length!==5||/^ud[89a-f]/i.test(written)))return String.fromCharCode(Number.parseInt(written.slice(1),16))}function isWhite(code){return code===32||code===9||code===10||code===13}function findForbiddenCharacters(text,{start,end}){let problems=[],runs=new RegExp(forbidden,`gu`);runs.lastIndex=start;for(let run=runs.exec(text);run!==null&&run.index<end;run=runs.exec(text)){let code=(run[0].codePointAt(0)??0).toString(16).toUpperCase().padStart(4,`0`);if(problems.push({range:{start:run.index,end:Math.min(run.index+run[0].length,end)},code:`syntax`,message:`the character U+${code} is not allowed in YAML`,help:`remove it, or write it as an escape in double quotes ("\\u${code.slice(-4)}")`}),problems.length===10)break}return problems}const forbidden=/[^\t\n\r\x20-\x7e\x85\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]+/u;function readJson(text,range){let start=contentStart(text,range);if(text.charCodeAt(start)!==123||start>=range.end)return;let reader=new JsonReader(text.slice(0,range.end),start),read=reader.read();return read===void 0?void 0:{value:read.value,problems:reader.problems,root:read.place}}function contentStart(text,{start,end}){let blank=/\uFEFF?(?:---(?=[ \t\r\n]))?[ \t\r\n]*/y;return blank.lastIndex=start,blank.test(text),Math.min(blank.lastIndex,end)}const numberToken=/-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y,wordToken=/true|false|null/y,whiteSpace=/[ \t\r\n]*/y;var JsonReader=class{problems=[];#text;#at;#depth=0;#values=0;constructor(text,start){this.#text=text,this.#at=start}read(){let read=this.#value();return read!==void 0&&this.#peek()===``?read:void 0}#value(){if(++this.#values>15e4)return;let next=this.#peek(),start=this.#at;if(next===`{`||next===`[`){if(++this.#depth>500)return;let read=next===`{`?this.#object(start):this.#array(start);return this.#depth--,read}if(next===`"`){let value=this.#string();return value===void 0?void 0:{value,place:{start,end:this.#at,style:`double`}}}let word=this.#token(wordToken),value=word===void 0?this.#number():words[word];return value===void 0?void 0:{value,place:{start,end:this.#at,style:`plain`}}}#object(start){let value={},entries=/* @__PURE__ */ new Map;if(this.#at++,this.#take(`}`))return{value,place:{start,end:this.#at,entries}};do{if(this.#peek()!==`"`)return;let keyStart=this.#at,key=this.#string();if(key===void 0)return;let range={start:keyStart,end:this.#at},read=this.#take(`:`)?this.#value():void 0;if(read===void 0)return;let first=entries.get(key);first!==void 0&&this.problems.length<100&&this.problems.push(duplicateKey(key,range,first.key)),entries.set(key,{key:first?.key??range,value:read.place}),Object.defineProperty(value,key,{value:read.value,enumerable:!0,configurable:!0,writable:!0})}while(this.#take(`,`));return this.#take(`}`)?{value,place:{start,end:this.#at,entries}}:void 0}#array(start){let value=[],items=[];if(this.#at++,this.#take(`]`))return{value,place:{start,end:this.#at,items}};do{let read=this.#value();if(read===void 0)return;value.push(read.value),items.push(read.place)}while(this.#take(`,`));return this.#take(`]`)?{value,place:{start,end:this.#at,items}}:void 0}#string(){let start=this.#at,end=start+1;for(let code=this.#text.charCodeAt(end);code!==34;code=this.#text.charCodeAt(end)){if(!(code>=32))return;end+=code===92?2:1}return this.#at=end+1,parseString(this.#text.slice(start,this.#at))}#number(){let token=this.#token(numberToken);if(token===void 0)return;let number=Number(token)+0;if(Number.isFinite(number))return/^-?[0-9]{16,80}$/.test(token)&&!Number.isSafeInteger(number)?BigInt(token):number}#token(pattern){pattern.lastIndex=this.#at;let found=pattern.exec(this.#text);if(found!==null)return this.#at=pattern.lastIndex,found[0]}#peek(){return this.#token(whiteSpace),this.#text.charAt(this.#at)}#take(character){return this.#peek()===character&&(this.#at++,!0)}};function parseString(token){if(!token.includes(`\\`))return token.slice(1,-1);try{let value=JSON.parse(token);return typeof value==`string`?value:void 0}catch{return}}const words={true:!0,false:!1,null:null};function duplicateKey(key,range,first){return{range,code:`duplicate-key`,message:`the key ${JSON.stringify(key)} stands twice in this map`,help:`remove one of the two; kubectl would silently use the last`,related:first}}function resolveTagged(tag,source){let name=tag.startsWith(`tag:yaml.org,2002:`)?tag.slice(18):void 0;if(name===`binary`)return decodeBase64(source);let fits=kinds.get(name??``);if(fits===void 0)return{value:source};if(name===`timestamp`)return isTimestamp(source)?{value:source}:{problem:`${JSON.stringify(source)} is no !!timestamp`};let value=resolveScalar(source);return fits(value,source)?{value}:{problem:`${JSON.stringify(source)} is no !!${name}; write one, or remove the tag`}}const maxInt64=2n**63n-1n,kinds=/* @__PURE__ */ new Map([[`bool`,value=>typeof value==`boolean`],[`null`,value=>value===null],[`int`,(value,source)=>isNumber(value)&&!isFloat(source)],[`float`,(value,source)=>isNumber(value)&&(isFloat(source)||value<=maxInt64)],[`timestamp`,()=>!0]]);function isNumber(value){return typeof value==`number`||typeof value==`bigint`}function isFloat(source){return/[.]/.test(source)||/[eE]/.test(source)&&!/^[-+]?0[xX]/.test(source)}function isTimestamp(source){return/^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2}))| +[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?)?$/.test(source)}function decodeBase64(source){let text=source.replace(/[\r\n]/g,``);return/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)?{value:Buffer.from(text,`base64`).toString(`utf8`)}:{problem:`a !!binary value must be base64`}}function compose(root,source){let composer=new Composer(source),{value,place}=composer.document(root),{problems,ambiguous,exhausted}=composer;return{value,place,problems,ambiguous,exhausted}}const maxAliasedValues=1e5;var Composer=class{problems=[];ambiguous=!1;exhausted=!1;#source;#anchors=/* @__PURE__ */ new Map;#aliases=0;#aliasedValues=0;constructor(source){this.#source=source}document(root){let composed=this.#node(root);return{...composed,value:this.#finite(composed)}}#node(node){if(node.kind===`alias`)return this.#alias(node);node.anchor!==void 0&&this.#anchors.set(node.anchor,void 0);let composed=node.kind===`map`?this.#map(node):node.kind===`list`?this.#list(node):this.#scalar(node);return node.anchor!==void 0&&this.#anchors.set(node.anchor,composed),composed}#alias(node){let range=this.#source.toFile(node),anchored=this.#anchors.get(node.name);if(anchored===void 0){if(this.#anchors.has(node.name))this.#report(range,`the value of the anchor &${node.name} contains itself`,`write the value out`);else{let help=`define it with &${node.name} before its first use; a text that begins with * needs quotes`;this.#report(range,`the anchor &${node.name} is not defined above its alias`,help)}return{value:null,place:range,size:1}}if(this.#aliases++,this.#aliasedValues+=anchored.size,this.#aliases>1e4||this.#aliasedValues>maxAliasedValues)return this.#exhaust(range);let place={...anchored.place,...range};return place.style!==void 0&&(place.source=anchored.place.source??{start:anchored.place.start,end:anchored.place.end}),{value:anchored.value,place,size:anchored.size}}#exhaust(range){return this.exhausted||this.problems.push({range,code:`too-many-aliases`,message:`aliases make this document larger than ${maxAliasedValues} values`,help:`write the values out, or split the document`}),this.exhausted=!0,{value:null,place:range,size:1}}#scalar(node){let{text,style,tag}=node,place={...this.#source.toFile(node),style};if(tag!==void 0){let resolved=resolveTagged(tag,text);return`problem`in resolved&&this.#report(place,resolved.problem,`change the value, or remove the tag`),{value:`problem`in resolved?null:resolved.value,place,size:1}}let value=text;return style===`plain`&&(value=resolveScalar(text),isAmbiguous(text,value)&&(place.ambiguous=!0,this.ambiguous=!0)),{value,place,size:1}}#finite({value,place}){return typeof value!=`number`||Number.isFinite(value)?value:(this.#report(place,`infinity and NaN cannot be sent to the API server`,`quote it if it is meant as text`),null)}#list(node){let value=[],items=[],size=1;for(let item of node.items){let composed=this.#node(item);value.push(this.#finite(composed)),items.push(composed.place),size+=composed.size}return{value,place:{...this.#source.toFile(node),items},size}}#map(node){let value={},entries=/* @__PURE__ */ new Map,written=/* @__PURE__ */ new Map,size=1;for(let pair of node.pairs){if(isMergeKey(pair.key)){let merged=this.#merge(pair.value);for(let[key,entry]of merged.entries)entries.set(key,entry),setOwn(value,key,getOwn(merged.value,key));size+=merged.size;continue}let key=this.#key(pair.key),composed=this.#node(pair.value);size+=composed.size;let finite=this.#finite(composed);if(key.text===void 0)continue;let first=written.get(key.text);first===void 0?written.set(key.text,key.range):this.#add(duplicateKey(key.text,key.range,first));let entry={key:key.range,value:composed.place};key.ambiguous&&(entry.ambiguousKey=!0),entries.set(key.text,entry),setOwn(value,key.text,finite)}return{value,entries,place:{...this.#source.toFile(node),entries},size}}#key(node){let{value,place}=this.#node(node),range={start:place.start,end:place.end};if(typeof value==`object`&&value)return this.#report(range,`a map key must be a text, not a list or map`,`quote the key, or name the entries`),{text:void 0,range,ambiguous:!1};let text=node.kind===`scalar`&&node.style===`plain`&&node.tag===void 0?plainKeyText(node.text,value):keyText(value);if(text===void 0){let what=value===null?`a map key must not be null`:`this number is too large for a map key`;this.#report(range,what,`quote the key`)}return{text,range,ambiguous:place.ambiguous===!0}}#merge(node){let composed=this.#node(node),sources=node.kind===`list`?[...listItems(composed)].reverse():[composed],value={},entries=/* @__PURE__ */ new Map;for(let source of sources){if(source.place.entries===void 0){this.exhausted||this.#report(source.place,`<< needs a map, or a list of maps`,`write <<: *anchor, or quote the key`);break}for(let[key,entry]of source.place.entries)entries.set(key,entry),setOwn(value,key,getOwn(source.value,key))}return{value,entries,place:composed.place,size:composed.size}}#report(range,message,help){let{start,end}=range;this.#add({range:{start,end},code:`syntax`,message,help})}#add(problem){this.problems.length<100&&this.problems.push(problem)}};function listItems({value,place}){let values=Array.isArray(value)?value:[];return(place.items??[]).map((item,index)=>({value:values[index]??null,place:item}))}function isMergeKey(node){return node.kind!==`scalar`||node.text!==`<<`?!1:node.tag===void 0?node.style===`plain`:node.tag===`!`||node.tag===`tag:yaml.org,2002:merge`}function setOwn(map,key,value){key===`__proto__`?Object.defineProperty(map,key,{value,enumerable:!0,configurable:!0,writable:!0}):map[key]=value}function getOwn(map,key){return typeof map!=`object`||!map||Array.isArray(map)||!Object.hasOwn(map,key)?null:map[key]??null}var SyntaxFault=class extends Error{range;more;constructor(range,message,more={}){super(message),this.range=range,this.more=more}};const maxDepth=1e3;function scan(text){return new Scanner(text).scan()}const maxTokens=3e5;var Scanner=class{#text;#tokens=[];#keys=[void 0];#indents=[];#indent=-1;#keyAllowed=!0;#at=0;#line=0;#lineStart=0;constructor(text){this.#text=text}scan(){try{for(;this.#scanToken();)this.#checkSize()}catch(fault){if(!(fault instanceof SyntaxFault))throw fault;this.#dropPossibleKeys(),this.#tokens.push({type:`fault`,start:this.#at,end:this.#at,fault})}return this.#tokens}#checkSize(){if(!(this.#tokens.length<=maxTokens))throw new SyntaxFault({start:this.#at,end:this.#at},`this document is too large to be checked`,{help:`split it; nimops reads up to ${maxTokens} keys, values and marks of a document`})}#dropPossibleKeys(){for(let key of this.#keys)key===void 0||this.#isStale(key)&&!key.required||(this.#tokens.length=Math.min(this.#tokens.length,key.token))}get#column(){return this.#at-this.#lineStart}get#inFlow(){return this.#keys.length>1}#scanToken(){this.#skipToToken(),this.#checkRequiredKey(),this.#closeBlocks(this.#column);let text=this.#text,at=this.#at;if(at>=text.length)return this.#end();let character=text.charAt(at);if(at===this.#lineStart){if(character===`%`)throw new SyntaxFault({start:at,end:lineEnd$1(text,at)},`kubectl refuses documents with directives`,{help:`remove the line that begins with %`});if(isMarker(text,at))return this.#tokens.length>0||character===`.`?this.#end():(this.#push(`document-start`,3),this.#keyAllowed=!1,!0)}let indicates=isBlank(text,at+1);if(character===`[`||character===`{`)this.#openFlow(character);else if(character===`]`||character===`}`)this.#closeFlow(character);else if(character===`,`)this.#flowComma();else if(character===`-`&&indicates)this.#dash();else if(character===`?`&&(this.#inFlow||indicates))this.#explicitKey();else if(character===`:`&&(this.#inFlow||indicates))this.#colon();else if(character===`*`||character===`&`)this.#anchor(character===`*`?`alias`:`anchor`);else if(character===`!`)this.#tag();else if((character===`|`||character===`>`)&&!this.#inFlow)this.#blockScalar(character);else if(character===`'`||character===`"`)this.#quotedScalar(character);else if(this.#startsPlain(character,indicates))this.#plainScalar();else throw this.#cannotStart(character);return!0}#cannotStart(character){let range={start:this.#at,end:this.#at+1};return character===`	`?new SyntaxFault(range,`a tab cannot be indentation`,{help:`indent with spaces`}):new SyntaxFault(range,`a plain value cannot begin with ${character}`,{help:`put it in quotes`})}#push(type,length){this.#tokens.push({type,start:this.#at,end:this.#at+length}),this.#at+=length}#end(){return this.#closeBlocks(-1),this.#forgetKey(),this.#push(`end`,0),!1}#skipToToken(){let text=this.#text;for(;;){let tabsToo=this.#inFlow||!this.#keyAllowed,character=text.charAt(this.#at);for(;character===` `||tabsToo&&character===`	`;)character=text.charAt(++this.#at);if(character===`#`&&(this.#at=lineEnd$1(text,this.#at)),text.charAt(this.#at)!==`
`)return;this.#newLine(),this.#inFlow||(this.#keyAllowed=!0)}}#newLine(){this.#at++,this.#line++,this.#lineStart=this.#at}#saveKey(){this.#keyAllowed&&(this.#forgetKey(),this.#keys[this.#keys.length-1]={token:this.#tokens.length,start:this.#at,line:this.#line,column:this.#column,required:!this.#inFlow&&this.#indent===this.#column})}#forgetKey(){let key=this.#keys.at(-1);if(key?.required)throw missingColon(this.#text,key);this.#keys[this.#keys.length-1]=void 0}#isStale(key){return key.line<this.#line||key.start+1024<this.#at}#checkRequiredKey(){let key=this.#keys[0];if(key?.required&&this.#isStale(key))throw missingColon(this.#text,key)}#openBlock(column,type,token,start){this.#inFlow||this.#indent>=column||(this.#indents.push(this.#indent),this.#indent=column,this.#checkDepth(start),this.#tokens.splice(token,0,{type,start,end:start}))}#checkDepth(at){if(!(this.#indents.length+this.#keys.length<=1e3))throw new SyntaxFault({start:at,end:at+1},`nested more than ${maxDepth} levels deep`,{code:`too-deep`,help:`no Kubernetes object is nested that deep; flatten the document`})}#closeBlocks(column){if(!this.#inFlow)for(;this.#indent>column;)this.#tokens.push({type:`block-end`,start:this.#at,end:this.#at}),this.#indent=this.#indents.pop()??-1}#openFlow(type){this.#saveKey(),this.#keys.push(void 0),this.#checkDepth(this.#at),this.#keyAllowed=!0,this.#push(type,1)}#closeFlow(type){this.#forgetKey(),this.#inFlow&&this.#keys.pop(),this.#keyAllowed=!1,this.#push(type,1)}#flowComma(){this.#forgetKey(),this.#keyAllowed=!0,this.#push(`,`,1)}#dash(){if(!this.#inFlow){if(!this.#keyAllowed)throw new SyntaxFault({start:this.#at,end:this.#at+1},`a list cannot begin here`,{help:`begin it on a line of its own, or quote the value`});this.#openBlock(this.#column,`list-start`,this.#tokens.length,this.#at)}this.#forgetKey(),this.#keyAllowed=!0,this.#push(`-`,1)}#explicitKey(){if(!this.#inFlow){if(!this.#keyAllowed)throw new SyntaxFault({start:this.#at,end:this.#at+1},`a map key cannot begin here`,{help:`put the value in quotes`});this.#openBlock(this.#column,`map-start`,this.#tokens.length,this.#at)}this.#forgetKey(),this.#keyAllowed=!this.#inFlow,this.#push(`key`,1)}#colon(){let key=this.#keys.at(-1);if(key!==void 0&&!this.#isStale(key))this.#tokens.splice(key.token,0,{type:`key`,start:key.start,end:key.start}),this.#openBlock(key.column,`map-start`,key.token,key.start),this.#keys[this.#keys.length-1]=void 0,this.#keyAllowed=!1;else{if(!this.#inFlow){if(!this.#keyAllowed)throw this.#misplacedColon();this.#openBlock(this.#column,`map-start`,this.#tokens.length,this.#at)}this.#keyAllowed=!this.#inFlow}this.#push(`value`,1)}#misplacedColon(){let range={start:this.#at,end:this.#at+1},line=this.#text.slice(this.#lineStart,this.#at);return/: /.test(line)?new SyntaxFault(range,`a second ": " on one line`,{help:`put the value in quotes, or the inner map on lines of its own`}):new SyntaxFault(range,`a map cannot begin here`,{help:`is the line before complete, and the indentation right?`})}#anchor(type){this.#saveKey(),this.#keyAllowed=!1;let start=this.#at,name=match(/[A-Za-z0-9_-]*/y,this.#text,start+1),end=start+1+name.length;if(name===``||!(isBlank(this.#text,end)||"?:,]}%@`".includes(this.#text.charAt(end))))throw new SyntaxFault({start,end:end+1},`this ${type} has no name, or one with odd characters`,{help:`use letters, digits, - and _; a text that begins with ${this.#text.charAt(start)} needs quotes`});this.#tokens.push({type,start,end,text:name}),this.#at=end}#tag(){this.#saveKey(),this.#keyAllowed=!1;let start=this.#at,written=match(tagPattern,this.#text,start),end=start+written.length,tag=isBlank(this.#text,end)?resolveHandle(written):void 0;if(tag===void 0)throw new SyntaxFault({start,end:Math.max(end,start+1)},`unknown or incomplete tag`,{help:`remove the tag; a text that begins with ! needs quotes`});this.#tokens.push({type:`tag`,start,end,text:tag}),this.#at=end}#blockScalar(indicator){this.#forgetKey(),this.#keyAllowed=!0;let start=this.#at,header=match(/[|>](?:[-+][0-9]?|[0-9][-+]?)?/y,this.#text,start);this.#at+=header.length,this.#at+=match(/[ \t]*(?:#[^\n]*)?/y,this.#text,this.#at).length;let digit=/[0-9]/.exec(header)?.[0];if(digit===`0`||this.#at<this.#text.length&&this.#text.charAt(this.#at)!==`
`)throw new SyntaxFault({start,end:this.#at+1},`unexpected text after ${indicator}`,{help:`begin the text on the next line; only -, + and a digit from 1 to 9 may follow`});this.#at<this.#text.length&&this.#newLine();let given=digit===void 0?0:Math.max(this.#indent,0)+Number(digit),{value,end}=this.#blockLines(start,given,indicator===`>`,/[-+]/.exec(header)?.[0]),style=indicator===`|`?`literal`:`folded`;this.#tokens.push({type:`scalar`,start,end:Math.max(end,start+header.length),text:value,style})}#blockLines(start,given,folded,chomping){let text=this.#text,parts=[],{indent,breaks}=this.#blockBreaks(start,given),lineBreak=``,afterBlank=!1,end=0;for(;this.#column===indent&&this.#at<text.length;){let beforeBlank=text.charAt(this.#at)===` `||text.charAt(this.#at)===`	`;folded&&lineBreak!==``&&!afterBlank&&!beforeBlank?parts.push(breaks===0?` `:``):parts.push(lineBreak),parts.push(`
`.repeat(breaks)),afterBlank=beforeBlank;let stop=lineEnd$1(text,this.#at),content=text.slice(this.#at,stop);parts.push(content),content.trim()!==``&&(end=this.#at+content.trimEnd().length),this.#at=stop,lineBreak=stop<text.length?`
`:``,stop<text.length&&this.#newLine(),{indent,breaks}=this.#blockBreaks(start,indent)}return chomping!==`-`&&parts.push(lineBreak),chomping===`+`&&parts.push(`
`.repeat(breaks)),{value:parts.join(``),end}}#blockBreaks(start,given){let text=this.#text,deepest=0,breaks=0;for(;;){for(;(given===0||this.#column<given)&&text.charAt(this.#at)===` `;)this.#at++;if(deepest=Math.max(deepest,this.#column),text.charAt(this.#at)===`	`&&(given===0||this.#column<given))throw new SyntaxFault({start:this.#at,end:this.#at+1},`a tab cannot be indentation`,{help:`indent with spaces`,related:{start,end:start+1}});if(text.charAt(this.#at)!==`
`)break;this.#newLine(),breaks++}return{indent:given===0?Math.max(deepest,this.#indent+1,1):given,breaks}}#quotedScalar(quote){this.#saveKey(),this.#keyAllowed=!1;let text=this.#text,start=this.#at++,parts=[],run=quote===`'`?/[^' \t\n]*/y:/[^"\\ \t\n]*/y;for(;;){if(this.#column===0&&isMarker(text,this.#at))throw unclosed(text,start,quote);let content=match(run,text,this.#at);this.#at+=content.length,parts.push(content);let next=text.charAt(this.#at);if(quote===`'`&&text.startsWith(`''`,this.#at))parts.push(`'`),this.#at+=2;else{if(next===quote)break;if(next===``)throw unclosed(text,start,quote);next===`\\`&&text.charAt(this.#at+1)!==`
`?parts.push(this.#escape()):parts.push(this.#foldQuoted())}}this.#at++;let style=quote===`'`?`single`:`double`;this.#tokens.push({type:`scalar`,start,end:this.#at,text:parts.join(``),style})}#foldQuoted(){let text=this.#text,escaped=text.charAt(this.#at)===`\\`;escaped&&(this.#at++,this.#newLine());let start=this.#at,breaks=0;for(;this.#at+=match(/[ \t]*/y,text,this.#at).length,!(text.charAt(this.#at)!==`
`||(this.#newLine(),breaks++,this.#column===0&&isMarker(text,this.#at))););return escaped?`
`.repeat(breaks):breaks===0?text.slice(start,this.#at):breaks===1?` `:`
`.repeat(breaks-1)}#escape(){let start=this.#at,written=match(/\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^xuU])/y,this.#text,start);this.#at+=written.length;let fault=(message,help)=>new SyntaxFault({start,end:start+Math.max(written.length,2)},message,{help}),simple=escapes[written.charAt(1)];if(written.length===2&&simple!==void 0)return simple;let code=Number.parseInt(written.slice(2),16);if(written.length<=2||Number.isNaN(code))throw fault(`unknown escape ${this.#text.slice(start,start+2)} in a double-quoted text`,`write \\\\ for a backslash, or use single quotes`);if(code>1114111||code>=55296&&code<=57343)throw fault(`${written} is no character`,`write the character itself, or \\U and eight digits`);return String.fromCodePoint(code)}#startsPlain(character,beforeBlank){return character===`-`?!beforeBlank:character===`?`||character===`:`?!this.#inFlow&&!beforeBlank:!`	,[]{}#&*!|>'"%@\``.includes(character)}#plainScalar(){this.#saveKey(),this.#keyAllowed=!1;let text=this.#text,start=this.#at,stop=this.#inFlow?/[ \t\n,?[\]{}]|:(?=[ \t\n]|$)/g:/[ \t\n]|:(?=[ \t\n]|$)/g,parts=[],end=start,gap=``,breaks=0;for(;!(this.#column===0&&isMarker(text,this.#at)||text.charAt(this.#at)===`#`);){stop.lastIndex=this.#at;let contentEnd=stop.exec(text)?.index??text.length;if(contentEnd===this.#at)break;parts.push(gap,text.slice(this.#at,contentEnd)),this.#at=contentEnd,end=contentEnd;let blanks=match(/[ \t]*/y,text,this.#at);if(this.#at+=blanks.length,breaks=this.#plainBreaks(start),breaks===0){if(blanks===``)break;gap=blanks}else gap=breaks===1?` `:`
`.repeat(breaks-1);if(!this.#inFlow&&breaks>0&&this.#column<=this.#indent)break}breaks>0&&(this.#keyAllowed=!0),this.#tokens.push({type:`scalar`,start,end,text:parts.join(``),style:`plain`})}#plainBreaks(start){let text=this.#text,breaks=0;for(;text.charAt(this.#at)===`
`;){this.#newLine(),breaks++;for(let character=text.charAt(this.#at);character===` `||character===`	`;){if(character===`	`&&this.#column<=this.#indent)throw new SyntaxFault({start:this.#at,end:this.#at+1},`a tab cannot be indentation`,{help:`indent with spaces, and leave empty lines empty`,related:{start,end:start+1}});character=text.charAt(++this.#at)}}return breaks}};const escapes={0:`\0`,a:`\x07`,b:`\b`,t:`	`,"	":`	`,n:`
`,v:`\v`,f:`\f`,r:`\r`,e:`\x1B`," ":` `,'"':`"`,"'":`'`,"\\":`\\`,N:``,_:`\xA0`,L:`\u2028`,P:`\u2029`},tagPattern=/!<(?:[\w\-;/?:@&=+$,.!~*'()[\]]|%[0-9a-fA-F]{2})+>|!(?:[\w\-;/?:@&=+$,.!~*'()[\]]|%[0-9a-fA-F]{2})*/y;function resolveHandle(written){if(written.startsWith(`!<`))return written.endsWith(`>`)?written.slice(2,-1):void 0;let handle=/^![\w-]*!/.exec(written)?.[0];if(handle===void 0)return written;if(handle===`!!`&&written.length!==2)return`tag:yaml.org,2002:${written.slice(2)}`}function missingColon(text,key){return new SyntaxFault({start:key.start,end:lineEnd$1(text,key.start)},`the ":" after this key is missing`,{help:`write "key: value"`})}function unclosed(text,start,quote){return new SyntaxFault({start,end:lineEnd$1(text,start)},`the closing ${quote} is missing`,{help:`close the quote`})}function match(pattern,text,at){return pattern.lastIndex=at,pattern.exec(text)?.[0]??``}function lineEnd$1(text,from){let found=text.indexOf(`
`,from);return found===-1?text.length:found}function isBlank(text,at){let character=text.charAt(at);return character===``||character===` `||character===`
`||character===`	`}function isMarker(text,at){return(text.startsWith(`---`,at)||text.startsWith(`...`,at))&&isBlank(text,at+3)}function parseExactly(text){return new Parser(scan(text),text).document()}var Parser=class{#tokens;#text;#next=0;#depth=0;constructor(tokens,text){this.#tokens=tokens,this.#text=text}document(){return this.#take(`document-start`),this.#token.type===`end`?{root:void 0,end:this.#token.start}:{root:this.#node(!0,!1),end:this.#token.start}}get#token(){let token=this.#tokens[this.#next]??this.#tokens.at(-1);if(token===void 0)throw RangeError(`the scanner gave no tokens`);if(token.type===`fault`)throw token.fault;return token}#take(type){let token=this.#token;if(token.type===type)return this.#next++,token}#isAt(type){return this.#token.type===type}#node(block,dashList){let alias=this.#take(`alias`);if(alias!==void 0&&`text`in alias)return{kind:`alias`,name:alias.text,start:alias.start,end:alias.end};let start=this.#token.start,properties=this.#properties(),token=this.#token;if(++this.#depth>1e3)throw new SyntaxFault(token,`nested more than ${maxDepth} levels deep`,{code:`too-deep`});let node=this.#content(token,block,dashList);if(this.#depth--,node!==void 0)return Object.assign(node,properties.values);if(properties.end>start)return{...emptyScalar(properties.end),...properties.values};throw unexpected(token)}#properties(){let values={},end=this.#token.start;for(let token=this.#token;(token.type===`anchor`||token.type===`tag`)&&values[token.type]===void 0;token=this.#token)values[token.type]=token.text,end=token.end,this.#next++;return{values,end}}#content(token,block,dashList){if(dashList&&token.type===`-`)return this.#dashList();switch(token.type){case`scalar`:{this.#next++;let{text,style,start,end}=token;return{kind:`scalar`,text,style,start,end}}case`[`:return this.#flowList();case`{`:return this.#flowMap();case`list-start`:return block?this.#blockList():void 0;case`map-start`:return block?this.#blockMap():void 0;default:return}}#blockList(){let open=this.#token;this.#next++;let items=[];for(let dash=this.#take(`-`);dash!==void 0;dash=this.#take(`-`)){let{type}=this.#token;items.push(type===`-`||type===`block-end`?emptyScalar(dash.end):this.#node(!0,!1))}if(this.#take(`block-end`)===void 0)throw this.#misplaced(`list`,open);return{kind:`list`,flow:!1,items,start:open.start,end:items.at(-1)?.end??open.end}}#misplaced(kind,open){let token=this.#token,previous=this.#next-1;for(;this.#tokens[previous]?.type===`block-end`;)previous--;let before=this.#tokens[previous]?.end??0;return token.type!==`end`&&!this.#text.slice(before,token.start).includes(`
`)?new SyntaxFault(token,`unexpected text after a value`,{help:`put the whole value in quotes; in single quotes write '' for '`}):new SyntaxFault(token,`${kind===`list`?`the next "-" of the list`:`the next key of the map`} is expected here`,{help:`align it with the others, or indent it further to belong to the line before`,related:{start:open.start,end:open.end}})}#dashList(){let{start}=this.#token,items=[];for(let dash=this.#take(`-`);dash!==void 0;dash=this.#take(`-`))items.push(this.#endsEntry(`-`)?emptyScalar(dash.end):this.#node(!0,!1));return{kind:`list`,flow:!1,items,start,end:items.at(-1)?.end??start}}#endsEntry(also){let{type}=this.#token;return type===`key`||type===`value`||type===`block-end`||type===also}#blockMap(){let open=this.#token;this.#next++;let pairs=[];for(let mark=this.#take(`key`);mark!==void 0;mark=this.#take(`key`)){let key=this.#endsEntry()?emptyScalar(mark.end):this.#node(!0,!0),colon=this.#take(`value`),value=colon===void 0?emptyScalar(key.end):this.#endsEntry()?emptyScalar(colon.end):this.#node(!0,!0);pairs.push({key,value})}if(this.#take(`block-end`)===void 0)throw this.#misplaced(`map`,open);return{kind:`map`,flow:!1,pairs,start:pairs[0]?.key.start??open.start,end:pairs.at(-1)?.value.end??open.end}}#flowList(){let open=this.#token;this.#next++;let items=[];for(;!this.#isAt(`]`);){let mark=this.#take(`key`);if(items.push(mark===void 0?this.#node(!1,!1):this.#singlePair(mark)),this.#take(`,`)===void 0&&this.#token.type!==`]`)throw missingComma(this.#token,open,`]`)}let{end}=this.#token;return this.#next++,{kind:`list`,flow:!0,items,start:open.start,end}}#singlePair(mark){let{type}=this.#token,isEmpty=type===`value`||type===`,`||type===`]`,key=isEmpty?emptyScalar(mark.end):this.#node(!1,!1);isEmpty&&this.#next++;let value=this.#flowValue(key.end,`]`);return{kind:`map`,flow:!0,pairs:[{key,value}],start:key.start,end:value.end}}#flowValue(empty,close){let colon=this.#take(`value`);if(colon===void 0)return emptyScalar(empty);let{type}=this.#token;return type===`,`||type===close?emptyScalar(colon.end):this.#node(!1,!1)}#flowMap(){let open=this.#token;this.#next++;let pairs=[];for(;!this.#isAt(`}`);){let mark=this.#take(`key`);if(mark===void 0){let key=this.#node(!1,!1);pairs.push({key,value:emptyScalar(key.end)})}else{let{type}=this.#token,key=type===`value`||type===`,`||type===`}`?emptyScalar(mark.end):this.#node(!1,!1);pairs.push({key,value:this.#flowValue(key.end,`}`)})}if(this.#take(`,`)===void 0&&this.#token.type!==`}`)throw missingComma(this.#token,open,`}`)}let{end}=this.#token;return this.#next++,{kind:`map`,flow:!0,pairs,start:open.start,end}}};function emptyScalar(at){return{kind:`scalar`,text:``,style:`plain`,start:at,end:at}}function unexpected(token){return token.type===`end`||token.type===`block-end`?new SyntaxFault(token,`a value is missing here`,{help:`check the indentation, the brackets and the quotes before it`}):new SyntaxFault(token,`a value cannot begin here`,{help:`put it in quotes if it is meant as text`})}function missingComma(token,open,close){return new SyntaxFault({start:token.start,end:token.end},`"," or "${close}" is expected here`,{help:`close the ${close===`]`?`[`:`{`}, or separate the items with ","`,related:{start:open.start,end:open.end}})}let loaded;async function loadRecovery(){loaded??=(await Promise.resolve().then(()=>require("./recover.js"))).recover}function loadedRecovery(){return loaded}function createSource(fileText,range){let start=range.start,marker=/\uFEFF?---[ \t]*(?:(?<=[ \t])#[^\n]*)?(?:\r?\n|$)/y;for(marker.lastIndex=start,marker.test(fileText)&&marker.lastIndex<=range.end&&(start=marker.lastIndex);fileText.charCodeAt(start)===65279&&start<range.end;)start++;let written=fileText.slice(start,range.end),text=written.endsWith(`
`)?written:`${written}\n`;if(!/[\r\u0085\u2028\u2029]/.test(text))return{text,toFile:fileRanges(offset=>start+offset,range.end)};let pairs=[];return{text:text.replace(/\r\n|[\r\u0085\u2028\u2029]/g,(found,offset)=>(found.length===2&&pairs.push(offset-pairs.length),`
`)),toFile:fileRanges(offset=>start+offset+countBelow(pairs,offset),range.end)}}function fileRanges(toFile,last){return({start,end})=>({start:Math.min(toFile(start),last),end:Math.min(toFile(end),last)})}function countBelow(sorted,limit){let low=0,high=sorted.length;for(;low<high;){let middle=low+high>>1;(sorted[middle]??0)<limit?low=middle+1:high=middle}return low}function readFully(text,range){let forbidden=findForbiddenCharacters(text,range);if(forbidden.length>0)return{value:void 0,problems:forbidden,ambiguous:!1,root:void 0};let source=createSource(text,range),parsed=tryParse(source);return parsed instanceof SyntaxFault?readBroken(source,parsed):readValid(source,parsed)}function tryParse(source){try{return parseExactly(source.text)}catch(error){if(error instanceof SyntaxFault)return error;throw error}}function readValid(source,{root,end}){let ignored=findIgnored(source,end);if(root===void 0)return{value:void 0,problems:ignored,ambiguous:!1,root:void 0};let{value,place,problems,ambiguous,exhausted}=compose(root,source),sorted=[...problems,...ignored].sort(byPosition);return exhausted?{value:void 0,problems:sorted,ambiguous,root:void 0}:{value,problems:sorted,ambiguous,root:place}}function byPosition(a,b){return a.range.start-b.range.start}function findIgnored(source,end){let rest=/(?:[ \t\n]|#[^\n]*|(?:\.\.\.|---)(?=[ \t\n]))*/y;return rest.lastIndex=end,rest.test(source.text),rest.lastIndex>=source.text.length?[]:[{range:source.toFile({start:rest.lastIndex,end:source.text.trimEnd().length}),code:`ignored-content`,message:`kubectl ignores this text: the document has ended before it`,help:`begin a new document with a --- line, or correct the indentation`}]}function readBroken(source,fault){let{code=`syntax`,help,related}=fault.more,{start}=fault.range,end=Math.max(fault.range.end,wordEnd(source.text,start)),first={range:source.toFile({start,end}),code,message:fault.message};if(help!==void 0&&(first.help=help),related!==void 0&&(first.related=source.toFile(related)),code===`too-deep`)return{value:void 0,problems:[first],ambiguous:!1,root:void 0};let recover=loadedRecovery();if(recover===void 0)return{value:void 0,problems:[first],ambiguous:!1,root:void 0,recoverable:!0};let recovered=recover(source,fault.range),problems=[first,...recovered.problems];if(recovered.root===void 0||recovered.root.kind===`scalar`)return{value:void 0,problems,ambiguous:!1,root:void 0};let{value,place,problems:found,ambiguous,exhausted}=compose(recovered.root,source),duplicates=found.filter(problem=>problem.code===`duplicate-key`),all=[...problems,...duplicates].sort(byPosition);return exhausted?{value:void 0,problems:all,ambiguous,root:void 0}:{value,problems:all,ambiguous,root:place}}function wordEnd(text,start){let word=/[\w./-]*/y;return word.lastIndex=start,word.test(text),word.lastIndex}function createPlaces(text,root){return{keyOf(path){let last=path.at(-1);if(last===void 0)return;let entry=placeAt(root,path.slice(0,-1))?.entries?.get(String(last));return entry&&{start:entry.key.start,end:entry.key.end}},valueOf(path){let place=placeAt(root,path);return place&&{start:place.start,end:place.end}},scalarAt(path){let place=placeAt(root,path);if(place?.style===void 0)return;let{start,end}=place.source??place;return{source:text.slice(start,end),style:place.style}},get ambiguous(){let found=[];return root!==void 0&&collectAmbiguities(text,root,[],found),found}}}function placeAt(root,path){let place=root;for(let step of path)place=place?.entries===void 0?typeof step==`number`?place?.items?.[step]:void 0:place.entries.get(String(step))?.value;return place}function collectAmbiguities(text,place,path,found){place.ambiguous&&found.push(ambiguity(text,place.source??place,path));for(let[index,item]of place.items?.entries()??[])collectAmbiguities(text,item,[...path,index],found);for(let[key,entry]of place.entries??[])entry.ambiguousKey&&found.push(ambiguity(text,entry.key,[...path,key])),collectAmbiguities(text,entry.value,[...path,key],found)}function ambiguity(text,{start,end},path){let source=text.slice(start,end);return{path,range:{start,end},source,yaml11:resolveScalar(source),yaml12:resolveCoreScalar(source)}}var LineIndex=class{#text;#starts=[0];constructor(text){this.#text=text;let lineBreak=/\r\n|\n|\r/g;for(;lineBreak.exec(text)!==null;)this.#starts.push(lineBreak.lastIndex)}position(offset){let inside=Math.min(Math.max(offset,0),this.#text.length),low=0,high=this.#starts.length-1;for(;low<high;){let middle=low+high+1>>1;this.#start(middle)<=inside?low=middle:high=middle-1}let column=inside-this.#start(low)+1;return{line:low+1,column:low===0&&column>1&&this.#hasMark()?column-1:column}}lineText(line){let start=this.#starts[line-1];if(start===void 0)return``;let from=line===1&&this.#hasMark()?1:start;return this.#text.slice(from,this.#starts[line]??this.#text.length).replace(/[\r\n]+$/,``)}#start(line){return this.#starts[line]??0}#hasMark(){return this.#text.charCodeAt(0)===65279}};function splitDocuments(text){let documents=[],start=0,from=text.startsWith(`---`)?3:0;for(;start<text.length;){let end=nextMarker(text,from);hasContent(text,start,end)&&documents.push({index:documents.length,start,end}),start=end,from=end+3}return documents}function nextMarker(text,from){for(let at=text.indexOf(`
---`,from);at!==-1;at=text.indexOf(`
---`,at+4))if(endsMarker(text.charCodeAt(at+4)))return at+1;return text.length}function endsMarker(code){return code===32||code===9||code===10||code===13||Number.isNaN(code)}function hasContent(text,start,end){let at=start;for(text.startsWith(`---`,at)&&endsMarker(text.charCodeAt(at+3))&&(at+=3);at<end;){let code=text.charCodeAt(at);if(code===32||code===9||code===10||code===13||code===65279)at++;else if(code===35)at=lineEnd(text,at);else if(code===46&&isDocumentEnd(text,at))at+=3;else return!0}return!1}function lineEnd(text,from){let at=text.indexOf(`
`,from);return at===-1?text.length:at}function isDocumentEnd(text,at){return text.startsWith(`...`,at)&&text.charCodeAt(at-1)===10&&endsMarker(text.charCodeAt(at+3))}function readDocument(text,range){let json=readJson(text,range);if(json!==void 0)return{value:json.value,problems:json.problems,ambiguous:!1};let fast=readFast(text,range,!1);if(fast!==void 0)return{value:fast.value,problems:[],ambiguous:fast.ambiguous};let{value,problems,ambiguous,recoverable}=readFullyOnce(text,range);return{value,problems,ambiguous,...recoverable&&{recoverable}}}function placesOf(text,range){return createPlaces(text,(readJson(text,range)??readFast(text,range,!0)??readFullyOnce(text,range)).root)}let last;function readFullyOnce(text,range){return(last?.reading.recoverable||last?.text!==text||last.range.start!==range.start||last.range.end!==range.end)&&(last={text,range:{start:range.start,end:range.end},reading:readFully(text,range)}),last.reading}function unquoted(text){if(text===``)return{is:`kept`};if(/^[\w./][\w./-]*$/.test(text)){let value=resolveScalar(text);return typeof value==`number`&&!Number.isFinite(value)?{is:`broken`,readsAs:`a number that JSON lacks`}:judged(text,value)}let line=`value: ${text}\n`,{value,problems}=readDocument(line,{start:0,end:line.length}),read=valueAt(value,[`value`]);return problems.length>0||read===void 0?{is:`broken`,readsAs:`no valid YAML`}:judged(text,read)}function judged(text,value){return value===text?{is:`kept`}:typeof value==`string`?{is:`changed`,to:value}:value===null?{is:`changed`,to:``}:Array.isArray(value)?{is:`broken`,readsAs:`a list`}:typeof value==`object`?{is:`broken`,readsAs:`a map`}:{is:`broken`,readsAs:typeof value==`boolean`?`a boolean`:`a number`}}const invalidLabelValue=rule$1({id:`invalid-label-value`,title:`a label or a node selector is none that Kubernetes accepts`,kinds:[`NIMService`,`NIMCache`,`NIMBuild`],severity:`error`,enforcedBy:`operator`,why:"The CRD takes any text here, but the operator passes it on to pods, Deployments and Services, and the API server\nrefuses those: a value has at most 63 characters, letters, digits, `-`, `_` and `.`, and begins and ends with a letter\nor a digit. The object goes to the state Failed (`a valid label must be an empty string or consist of …`), a cache stays\nNotReady.",source:`apimachinery validation of labels; seen on a cluster for spec.nodeSelector (trap T1)`,check(resource,report){for(let path of labelMaps[resource.kind]){let map=valueAt(resource,path);if(typeof map==`object`&&map&&!Array.isArray(map)){for(let[key,value]of Object.entries(map))if(!isLabelKey(key))report([...path,key],`${JSON.stringify(key)} is no key that Kubernetes accepts for a label`,{help:"write a name of letters, digits, `-`, `_` and `.`, if need be after a DNS name and a slash",onKey:!0});else if(typeof value==`string`&&!isLabelValue(value)){if(resource.kind===`NIMService`&&path===nodeSelector&&unquoted(value).is!==`kept`)continue;report([...path,key],`${JSON.stringify(value)} is no value that Kubernetes accepts for a label`,{help:"at most 63 letters, digits, `-`, `_` and `.`; a letter or a digit first and last"})}}}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  nodeSelector:
    example.com/zone: rack 7/left
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  nodeSelector:
    example.com/zone: rack-7.left
`}}),nodeSelector=at(`spec`,`nodeSelector`),labelMaps={NIMService:[nodeSelector,at(`spec`,`labels`),at(`spec`,`expose`,`service`,`labels`)],NIMCache:[nodeSelector],NIMBuild:[nodeSelector]};function leafAt(kind,version,path){let outline=outlineOf(schemaOf(kind,version));for(let step of path)if(outline?.is===`map`)outline=outline.fields.get(String(step))?.outline;else if(outline?.is===`free map`)outline=outline.value;else if(outline?.is===`list`)outline=outline.item;else return;return outline===void 0||outline.is===`map`||outline.is===`free map`||outline.is===`list`?void 0:outline}const invalidValue=rule$1({id:`invalid-value`,title:`a value is of the right type, but not allowed`,kinds:[`NIMCache`,`NIMService`,`NIMPipeline`,`NIMBuild`],severity:`error`,enforcedBy:`api-server`,why:`The CRD limits the value: to a list of words, a range of numbers, a length, or a pattern. The API
server refuses anything else. Words count to the letter, upper and lower case too, and patterns hold to the
very end: a line break after the value fails.`,source:`CRDs of k8s-nim-operator`,check(resource,report,{operatorVersion}){for(let{code,path,message,help,suggestion}of resource.problems){if(code!==`invalid-value`)continue;let value=valueAt(resource.written,path);report(path,message,{help,fix:typeof value==`string`?correctionOf$1(value,suggestion,resource.kind,operatorVersion,path):void 0})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  inferencePlatform: KServe
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  inferencePlatform: kserve
`}});function correctionOf$1(value,suggestion,kind,version,path){if(suggestion!==void 0){let fix=set(path,suggestion);return value.toLowerCase()===suggestion.toLowerCase()?fix:unsafe(fix)}let expected=leafAt(kind,version,path),trimmed=value.trim();if(expected!==void 0&&trimmed!==value&&faultOf$1(expected,trimmed)===void 0)return set(path,trimmed)}const deploymentModes=[`Standard`,`Knative`,`RawDeployment`,`Serverless`,`ModelMesh`];function deploymentModeKey(version){return atLeast(version,`3.1.0`)?`serving.kserve.io/deploymentMode`:`serving.kserve.org/deploymentMode`}function runsOnKnative(annotations,clusterMode,version){let annotated=annotations?.[deploymentModeKey(version)];if(!atLeast(version,`3.1.0`))return annotated===void 0||annotated.toLowerCase()===`serverless`;let mode=annotated||clusterMode;return mode===`Knative`||mode===`Serverless`}const kserveDeploymentMode=rule$1({id:`kserve-deployment-mode`,title:`the deployment mode of KServe is not one of the known ones`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,since:`3.1.0`,why:"A service with `inferencePlatform: kserve` may choose its deployment mode by\n`serving.kserve.io/deploymentMode` under `spec.annotations` (not under `metadata.annotations`, which\nthe operator does not read for this). The operator knows Standard, Knative, RawDeployment, Serverless and\nModelMesh, in exactly these letters. With anything else the webhook refuses the service; without the webhook\nthe operator makes no InferenceService for it.",source:`k8s-nim-operator v3.1.2, internal/utils/kserve.go, getDeploymentMode (W27)`,check(service,report,{settings}){if(service.spec.inferencePlatform!==`kserve`||!settings.kserve.installed)return;let key=deploymentModeKey(settings.operatorVersion),mode=service.spec.annotations?.[key];if(!mode||deploymentModes.some(known=>known===mode))return;let path=at(`spec`,`annotations`,key),sure=deploymentModes.find(known=>known.toLowerCase()===mode.trim().toLowerCase()),meant=sure??closest$1(mode,deploymentModes);report(path,`KServe has no deployment mode ${JSON.stringify(mode)}`,{help:meant===void 0?`write one of ${deploymentModes.join(`, `)}`:`write ${meant}`,fix:sure===void 0?meant===void 0?void 0:unsafe(set(path,meant)):set(path,sure)})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  inferencePlatform: kserve
  annotations:
    serving.kserve.io/deploymentMode: standard
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  inferencePlatform: kserve
  annotations:
    serving.kserve.io/deploymentMode: Standard
`}}),kserveKnativeUnsupported=rule$1({id:`kserve-knative-unsupported`,title:`a service on Knative uses what only Standard mode can do`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:"Knative scales by itself, brings its own ingress and its own metrics. For a service with\n`inferencePlatform: kserve` in the mode Knative (or Serverless, its old name) the webhook therefore\nrefuses `scale.enabled`, `expose.ingress.enabled`, `expose.router.ingress`, `expose.router.gateway`\nand `metrics.enabled`.\n\nThe mode is that of the annotation `serving.kserve.io/deploymentMode` under `spec.annotations`, else the\ncluster's default (`kserve.deploymentMode` in nimops.yaml). For operator 3.0 a service without its\nannotation counts as serverless.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateKServeConfiguration (W28)`,check(service,report,{settings}){let{annotations,expose,inferencePlatform,metrics,scale}=service.spec,{kserve,operatorVersion}=settings;if(inferencePlatform!==`kserve`||!kserve.installed&&atLeast(operatorVersion,`3.1.0`)||!runsOnKnative(annotations,kserve.deploymentMode,operatorVersion))return;let refuse=(path,help)=>report(path,`${formatPath(path)} cannot be used where KServe runs the service by Knative`,{help});scale?.enabled&&refuse(at(`spec`,`scale`,`enabled`),`remove it: Knative scales the service; ${standard}`),expose?.ingress?.enabled&&refuse(at(`spec`,`expose`,`ingress`,`enabled`),`remove it: ${ownIngress}`),expose?.router?.ingress&&refuse(at(`spec`,`expose`,`router`,`ingress`),`remove it: ${ownIngress}`),expose?.router?.gateway&&refuse(at(`spec`,`expose`,`router`,`gateway`),`remove it: ${ownIngress}`),metrics?.enabled&&refuse(at(`spec`,`metrics`,`enabled`),`remove it, and use Knative's own metrics; ${standard}`)},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  inferencePlatform: kserve
  annotations:
    serving.kserve.io/deploymentMode: Knative
  metrics:
    enabled: true
    serviceMonitor:
      additionalLabels:
        release: kube-prometheus-stack
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  inferencePlatform: kserve
  annotations:
    serving.kserve.io/deploymentMode: Standard
  metrics:
    enabled: true
    serviceMonitor:
      additionalLabels:
        release: kube-prometheus-stack
`}}),standard=`or set the deployment mode Standard`,ownIngress=`Knative has an ingress of its own; ${standard}`,kserveMultiNode=rule$1({id:`kserve-multi-node`,title:`a multi-node service is to run on KServe`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:"The operator spreads a model over several nodes by a LeaderWorkerSet, which it makes for standalone\nservices only. The webhook refuses `spec.multiNode` together with `inferencePlatform: kserve`, whatever\nthe deployment mode.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateKServeConfiguration (W29)`,check(service,report){service.spec.inferencePlatform===`kserve`&&service.spec.multiNode&&report(at(`spec`,`multiNode`),`spec.multiNode cannot be used with inferencePlatform: kserve`,{help:"write `inferencePlatform: standalone`, or remove multiNode to run on one node",related:[at(`spec`,`inferencePlatform`)]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  inferencePlatform: kserve
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  inferencePlatform: kserve
`}}),kserveNotInstalled=rule$1({id:`kserve-not-installed`,title:`a service wants KServe, which the cluster does not have`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,since:`3.1.0`,why:"To learn the deployment mode, the operator looks for KServe's controller: one Deployment with the\nlabel `control-plane: kserve-controller-manager` (3.1.0: of the name kserve-controller-manager), or the\nnamespace in the operator's variable `KSERVE_NAMESPACE`. Where it finds none, or several, the webhook\nrefuses every service with `inferencePlatform: kserve`, and the operator can make no InferenceService.\n\nThe rule speaks only where nimops.yaml says `kserve: {installed: false}`.",source:`k8s-nim-operator v3.1.2, internal/utils/kserve.go, discoverKServeNamespace (W27)`,check(service,report,{settings}){service.spec.inferencePlatform!==`kserve`||settings.kserve.installed||report(at(`spec`,`inferencePlatform`),`spec.inferencePlatform is kserve, but the cluster has no KServe`,{help:`write standalone, which needs nothing but the operator, or install KServe first`})},examples:{settings:{kserve:{installed:!1,deploymentMode:`Standard`}},bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  inferencePlatform: kserve
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  inferencePlatform: standalone
`}}),linkOutsideRoot=sourceRule({id:`link-outside-root`,title:`a symbolic link leads out of the repository`,reads:`outside-root`,severity:`warning`,enforcedBy:`nimops`,why:`A manifest that is a link to a file outside of the directory that is linted would let a pull request
have any file of the machine read and quoted in a report. Such links, and links to nothing, are not
followed: what they lead to has **not been checked**.

Put the file itself into the repository.`,source:`nimops`,examples:{shownBy:`commands`,bad:`
ln -s /etc/passwd prod.yaml
`,good:`
mv cache.yaml prod.yaml
`}}),listItemNotAnObject=sourceRule({id:`list-item-not-an-object`,title:`an item of a List is no object`,reads:`not-an-object`,severity:`error`,enforcedBy:`api-server`,why:"Every item of a `kind: List` is a whole manifest, with apiVersion, kind, metadata and spec.\nkubectl sends each item on its own, and fails for the whole file where one is empty or a plain value.",source:`apimachinery meta/v1 List; kubectl`,examples:{bad:`
apiVersion: v1
kind: List
items:
  - apiVersion: apps.nvidia.com/v1alpha1
    kind: NIMCache
    metadata:
      name: llama-8b
    spec:
      source:
        ngc:
          modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
          pullSecret: ngc-pull
          authSecret: ngc-api-key
          model:
            engine: tensorrt_llm
            tensorParallelism: "1"
            gpus:
              - product: h100
      storage:
        pvc:
          create: true
          size: 50Gi
          volumeAccessMode: ReadWriteMany
          storageClass: nfs
  - llama-8b
`,good:`
apiVersion: v1
kind: List
items:
  - apiVersion: apps.nvidia.com/v1alpha1
    kind: NIMCache
    metadata:
      name: llama-8b
    spec:
      source:
        ngc:
          modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
          pullSecret: ngc-pull
          authSecret: ngc-api-key
          model:
            engine: tensorrt_llm
            tensorParallelism: "1"
            gpus:
              - product: h100
      storage:
        pvc:
          create: true
          size: 50Gi
          volumeAccessMode: ReadWriteMany
          storageClass: nfs
`}}),literalCredential=rule$1({id:`literal-credential`,title:`a credential stands in the manifest`,kinds:[`NIMCache`,`NIMService`,`NIMPipeline`,`NIMBuild`],severity:`error`,enforcedBy:`nimops`,why:"What stands in a manifest is in Git's history, in the cluster's etcd in plain text, in `kubectl\ndescribe` and in every copy of both. Whoever can read the repository can use the key. This goes for\nenvironment variables (of init and sidecar containers too), arguments, proxy addresses with a password,\nlabels and annotations.\n\nRevoke the credential, then put the new one into a Secret and refer to it: `valueFrom.secretKeyRef` in\n`env`; `authSecret` for NGC_API_KEY and HF_TOKEN, which the operator sets itself. A proxy that wants a\npassword is better reached through one that does not, in the cluster. nimops never prints the value.",source:`good practice; forms of the credentials as their issuers publish them`,check(resource,report){if(!resource.pipeline)for(let{path,credential}of search(resource.written)){let name=variableAt(resource.written,path);name===void 0?report(path,`${formatPath(path)} holds ${credential.what}`,{help:helpFor$3(path),onKey:!0}):report([...path.slice(0,-1),`name`],`env ${name} holds ${credential.what} in plain text`,{help:operatorSets.has(name)?`revoke it and remove the variable: the operator sets ${name} from the Secret in authSecret`:`revoke it, put the new one into a Secret, and write valueFrom.secretKeyRef in place of value`})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: HF_TOKEN
      value: hf_EXAMPLEexampleEXAMPLE0
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: HF_TOKEN
      valueFrom:
        secretKeyRef:
          name: hf-token
          key: HF_TOKEN
`}}),operatorSets=/* @__PURE__ */ new Set([`NGC_API_KEY`]);function search(manifest){let found=[],visit=(value,path)=>{if(typeof value==`string`){let credential=credentialsIn(value)[0];credential&&found.push({path,credential})}else if(Array.isArray(value))value.forEach((item,index)=>{visit(item,[...path,index])});else if(isMap(value))for(let[key,item]of Object.entries(value))visit(item,[...path,key])};for(let path of[at(`metadata`,`labels`),at(`metadata`,`annotations`),at(`spec`)])visit(valueAt(manifest,path),path);return found}function variableAt(manifest,path){if(path.at(-1)!==`value`||path.at(-3)!==`env`)return;let name=valueAt(manifest,[...path.slice(0,-1),`name`]);return typeof name==`string`?name:void 0}function helpFor$3(path){return path.includes(`proxy`)?`change the password, and use a proxy address without one: a proxy has no field for a Secret`:path.includes(`args`)||path.includes(`command`)?`revoke it, set it in env with valueFrom.secretKeyRef, and write $(NAME) here`:`revoke it, and keep the new one in a Secret`}const loraFalseMatchesLittle=rule$1({id:`lora-false-matches-little`,title:`a cache asks for profiles that say of themselves what they are not`,kinds:[`NIMCache`],severity:`info`,enforcedBy:`operator`,why:"`lora` and `buildable` have three values. `false` does not mean *without*: it keeps only profiles\nthat carry the tag with the value `false`, and many manifests have no such tag at all, so that nothing is\nselected. Left out, `lora` keeps LoRA profiles away on images with the older form of model manifest and does\nnot filter on newer ones; `buildable` does not filter (the older form never looks at it).",source:`k8s-nim-operator v3.1.2, nimparser/v1 and v2 (trap T14)`,check(cache,report){let model=cache.spec.source?.ngc?.model;if(!(!model||(model.profiles?.length??0)>0))for(let[field,tag]of tags){if(model[field]!==!1)continue;let path=at(`spec`,`source`,`ngc`,`model`,field);report(path,`model.${field}: false keeps only profiles that are tagged ${tag} "false"`,{help:`remove model.${field}, unless the image's manifest has that tag in the profiles that you want`,fix:unsafe(remove(...path))})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        lora: false
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        lora: true
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),tags=[[`lora`,`feat_lora`],[`buildable`,`trtllm_buildable`]],metricsWithoutServiceMonitor=rule$1({id:`metrics-without-service-monitor`,title:`metrics are enabled without a ServiceMonitor`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:"`spec.metrics.enabled: true` makes a ServiceMonitor for Prometheus, from what stands under\n`spec.metrics.serviceMonitor`. The webhook refuses the service where nothing stands there. Without it a\nServiceMonitor without labels is made, which most Prometheus installations do not look at.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateMetricsConfiguration (W18); k8s-nim-operator issue 700`,check(service,report){let metrics=service.spec.metrics,path=at(`spec`,`metrics`,`serviceMonitor`);if(!metrics?.enabled||isRefused(service,path))return;let{additionalLabels,annotations,interval,scrapeTimeout}=metrics.serviceMonitor??{};additionalLabels||annotations||interval||scrapeTimeout||report(path,`spec.metrics is enabled, but spec.metrics.serviceMonitor says nothing`,{help:`add serviceMonitor.additionalLabels with the label by which your Prometheus finds ServiceMonitors`,related:[at(`spec`,`metrics`,`enabled`)]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  metrics:
    enabled: true
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  metrics:
    enabled: true
    serviceMonitor:
      additionalLabels:
        release: kube-prometheus-stack
`}});function addsGpus(service,set){let{name,profile}=service.spec.storage?.nimCache??{};if(!name||!profile||(service.spec.draResources?.length??0)>0)return`no`;let cache=set.find(`NIMCache`,service.namespace,name);if(!cache)return`maybe`;let ngc=cache.spec.source?.ngc;if(!ngc||ngc.modelEndpoint)return`no`;let profiles=ngc.model?.profiles??[];return profiles.includes(`all`)?`no`:profiles.length===0?`maybe`:profiles.includes(profile)?`yes`:`not-cached`}function mayAddGpus(service,set){let answer=addsGpus(service,set);return answer===`yes`||answer===`maybe`}const migResourceWithProfile=rule$1({id:`mig-resource-with-profile`,title:`the operator adds whole GPUs to a service that asks for a MIG slice`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"With `storage.nimCache.profile` the operator looks for `nvidia.com/gpu` in `resources` and, where there is none,\nadds as many as the profile needs. A MIG slice counts as none: the pod then asks for the slice and for whole GPUs, which\nno node offers together as a rule, and stays Pending.",source:`k8s-nim-operator v3.1.2, nimservice.go addGPUResources; seen on a cluster`,check(service,report,{set}){let{resources}=service.spec,[slice]=migResourcesOf(resources);slice===void 0||gpuCountOf(resources)||!mayAddGpus(service,set)||[resources?.requests,resources?.limits].some(side=>Object.keys(side??{}).length===0)||report(at(`spec`,`resources`,resources?.limits?.[slice]===void 0?`requests`:`limits`,slice),`the operator adds nvidia.com/gpu beside ${slice}`,{help:`name the profile by NIM_MODEL_PROFILE in spec.env instead of storage.nimCache.profile; then no GPUs are added`,related:[at(`spec`,`storage`,`nimCache`,`profile`)],onKey:!0})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/mig-3g.40gb: 1
    requests:
      nvidia.com/mig-3g.40gb: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/mig-3g.40gb: 1
    requests:
      nvidia.com/mig-3g.40gb: 1
  replicas: 1
  env:
    - name: NIM_MODEL_PROFILE
      value: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
`}}),missingField=rule$1({id:`missing-field`,title:`a required field is missing`,kinds:[`NIMCache`,`NIMService`,`NIMPipeline`,`NIMBuild`],severity:`error`,enforcedBy:`api-server`,why:`The CRD asks for this field, and the API server refuses the resource without it. A field without a
value (\`tag:\`) counts as missing. Defaults are filled in first, so that a required field that has a
default may be left out.`,source:`CRDs of k8s-nim-operator`,check(resource,report){for(let{code,path,message,help}of resource.problems)code===`missing-field`&&!isMisspelt(resource,path)&&report(path,message,{help})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function isMisspelt(resource,missing){return resource.problems.some(({code,path,suggestion})=>code===`unknown-field`&&suggestion===missing.at(-1)&&path.length===missing.length&&path.every((step,index)=>index===path.length-1||step===missing[index]))}const mpiAndRay=rule$1({id:`mpi-and-ray`,title:`a service over several nodes starts by MPI and by Ray`,kinds:[`NIMService`],severity:`error`,enforcedBy:`api-server`,since:`3.1.1`,why:`The pods of a multi-node service find each other by MPI or by Ray, as the NIM image needs it. The
CRD refuses both.`,source:`CRD rule on NIMService.spec.multiNode (M1)`,check(service,report){let{mpi,ray}=service.spec.multiNode??{};mpi&&ray&&report(at(`spec`,`multiNode`,`ray`),`spec.multiNode has both mpi and ray`,{help:`keep the one that the NIM image starts by`,related:[at(`spec`,`multiNode`,`mpi`)]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-405b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-405b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    mpi:
      mpiStartTimeout: 600
    ray:
      rayPort: 6379
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-405b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-405b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    mpi:
      mpiStartTimeout: 600
`}}),multiLlmImage=rule$1({id:`multi-llm-image`,title:`a multi-LLM image is used in production`,kinds:[`NIMCache`,`NIMService`,`NIMBuild`],severity:`warning`,enforcedBy:`nimops`,preset:`production`,why:`The multi-LLM NIM serves whatever model it is pointed at, on generic profiles. What runs is decided
by environment and by what is on the hub at that moment, the engines are not tuned for the GPU, and no one
has tested that pair of image and model. For production take the NIM of the model itself, with its own
version and profiles.`,source:`NIM documentation on multi-LLM and LLM-specific NIMs; policy`,check(resource,report){for(let{reference,repositoryPath,main}of imagesOf(resource)){let name=reference.path.replace(/@.*$/,``).split(`/`).at(-1)??``;main&&/^(multi-?)?llm-nim$/.test(name)&&report(repositoryPath,`${name} serves any model: what runs is decided outside of this manifest`,{help:`use the NIM of the model itself, such as nvcr.io/nim/meta/llama-3.1-8b-instruct, and pin its version`})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/nvidia/llm-nim:1.15.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 8835c31752fbc67ef658b20a9f78e056914fdef0660206d82f252d62fd96064d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 8835c31752fbc67ef658b20a9f78e056914fdef0660206d82f252d62fd96064d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),multiNodeIgnoredField=rule$1({id:`multi-node-ignored-field`,title:`a field has no effect on a multi-node service`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`operator`,why:"A multi-node service becomes a LeaderWorkerSet, whose template knows fewer fields than that of the Deployment:\n`command`, `args`, `affinity`, `runtimeClassName` and `image.pullPolicy` are dropped without a word, the pods\noffer no gRPC or metrics port, and `schedulerName` reaches the leader only.",source:`k8s-nim-operator v3.1.2, manifests/lws.yaml, nimservice_types.go GetLWSParams; seen on a cluster`,check(service,report){if(isMultiNode(service.spec)&&service.spec.inferencePlatform!==`kserve`)for(let{path,what,help,usual}of ignored){let value=valueAt(service,path);value!==usual&&(value===void 0||value===``||Array.isArray(value)&&value.length===0||report(path,`${formatPath(path)} ${what} for a multi-node service`,{help,related:[at(`spec`,`multiNode`,`parallelism`,`pipeline`)],onKey:!0}))}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    ray: {}
  runtimeClassName: nvidia
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    ray: {}
`}}),ignored=[{path:at(`spec`,`command`),what:`is ignored`,help:`configure the model by variables in spec.env`},{path:at(`spec`,`args`),what:`is ignored`,help:`configure the model by variables in spec.env`},{path:at(`spec`,`affinity`),what:`is ignored`,help:`use spec.nodeSelector and spec.tolerations; for one group a domain, the annotation leaderworkerset.sigs.k8s.io/exclusive-topology`},{path:at(`spec`,`runtimeClassName`),what:`is ignored`,help:`remove it, and make the runtime the default one of the GPU nodes`},{path:at(`spec`,`image`,`pullPolicy`),what:`is ignored`,help:`remove it; a tag other than latest is pulled where it is not present`,usual:`IfNotPresent`},{path:at(`spec`,`schedulerName`),what:`reaches the leader only, not the workers,`,help:`remove it: a group whose pods have two schedulers can block itself`,usual:`default-scheduler`},{path:at(`spec`,`expose`,`service`,`grpcPort`),what:`leads nowhere: the pods offer no such port`,help:`remove it`},{path:at(`spec`,`expose`,`service`,`metricsPort`),what:`leads nowhere: the pods offer no such port`,help:`remove it; the metrics of a NIM for language models are on its API port`}];function modelClaimOf(service,set){let{nimCache}=service.spec.storage??{},owner=nimCache?.name?set.find(`NIMCache`,service.namespace,nimCache.name):service,claim=owner?.spec.storage?.pvc;if(!owner||!claim)return;let name=claim.name||(claim.create===!0?`${owner.name}-pvc`:``);if(name===``)return;let own={mode:accessMode([claim.volumeAccessMode]),declaredBy:{resource:owner,path:modePath}};return{name,...set.derive(declaredClaims).get(keyOf(service.namespace,name))??own}}function modelClaimOwner(service,set){let name=service.spec.storage?.nimCache?.name;return name?set.find(`NIMCache`,service.namespace,name):void 0}function accessModePlace(claim){if(!claim.declaredBy)return[];let{resource,path}=claim.declaredBy;return[{resource,path,message:`${resource.kind} ${resource.name} decides the access mode`}]}function servicesByClaim(set){let byClaim=/* @__PURE__ */ new Map;for(let service of set.services){if(service.pipeline?.enabled===!1)continue;let claim=modelClaimOf(service,set);if(!claim)continue;let key=keyOf(service.namespace,claim.name),same=byClaim.get(key);same?same.push(service):byClaim.set(key,[service])}return byClaim}function keyOf(namespace,claim){return`${namespace}\0${claim}`}const modePath=[`spec`,`storage`,`pvc`,`volumeAccessMode`];function declaredClaims(set){let claims=/* @__PURE__ */ new Map;for(let companion of set.companions)companion.kind===`PersistentVolumeClaim`&&claims.set(keyOf(companion.namespace,companion.name),{mode:accessMode(modesOf(companion)),declaredBy:void 0});for(let owner of[...set.ofKind(`NIMCache`),...set.services]){let pvc=owner.spec.storage?.pvc;if(pvc?.create!==!0||owner.pipeline?.enabled===!1)continue;let key=keyOf(owner.namespace,pvc.name||`${owner.name}-pvc`);if(claims.has(key))continue;let declaredBy={resource:owner,path:modePath};claims.set(key,{mode:accessMode([pvc.volumeAccessMode]),declaredBy})}return claims}function modesOf(claim){let spec=isMap(claim.value)?claim.value.spec:void 0,modes=isMap(spec)?spec.accessModes:void 0;return Array.isArray(modes)?modes:[]}function accessMode(modes){let written=modes.filter(mode=>typeof mode==`string`&&mode!==``);if(written.length!==0)return written.some(mode=>mode!==`ReadWriteOnce`&&mode!==`ReadWriteOncePod`)?`other`:written.includes(`ReadWriteOnce`)?`ReadWriteOnce`:`ReadWriteOncePod`}const multiNodeNeedsReadWriteMany=rule$1({id:`multi-node-needs-read-write-many`,title:`a model on several nodes is kept on a volume that only one node can attach`,kinds:[`NIMService`],severity:`error`,enforcedBy:`scheduler`,why:"Leader and workers of a multi-node service mount the same claim from different nodes. A claim with `ReadWriteOnce`\nor `ReadWriteOncePod` reaches only one of them: the other pods never start (`Multi-Attach error for volume`), and\nwithout them the leader waits until its start-up time is over.",source:`k8s-nim-operator v3.1.2, nimservice_types.go GetWorkerVolumes; issue 574; trap T17`,check(service,report,{set}){let{spec}=service;if(!isMultiNode(spec))return;let claim=modelClaimOf(service,set);if(!claim||claim.mode===void 0||claim.mode===`other`)return;let path=spec.storage?.nimCache?.name?at(`nimCache`,`name`):at(`pvc`),nodes=spec.multiNode?.parallelism?.pipeline??2;report([`spec`,`storage`,...path],`${nodes} nodes cannot share the claim ${JSON.stringify(claim.name)}, which is ${claim.mode}`,{help:"write `volumeAccessMode: ReadWriteMany` for the claim, with a storage class that offers it",related:[at(`spec`,`multiNode`,`parallelism`,`pipeline`),...accessModePlace(claim)]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteOnce
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    ray: {}
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    ray: {}
`}}),multiNodePipelineOne=rule$1({id:`multi-node-pipeline-one`,title:`a multi-node service has a pipeline of one node`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"With `multiNode` set and `parallelism.pipeline` absent or 1, the operator makes an ordinary Deployment, then waits\nfor a LeaderWorkerSet that nobody makes: the service stays NotReady with an empty message, and its Kubernetes Service\nselects none of its pods. Raising the number later adds the LeaderWorkerSet and leaves the Deployment running beside it.",source:`k8s-nim-operator v3.1.2, nimservice_types.go IsMultiNode, nimservice.go; seen on a cluster (trap T6)`,check(service,report){let{multiNode,inferencePlatform}=service.spec;if(!multiNode||inferencePlatform===`kserve`)return;let pipeline=multiNode.parallelism?.pipeline??0,path=at(`spec`,`multiNode`,`parallelism`,`pipeline`);pipeline>1||isRefused(service,path)||report(path,`spec.multiNode.parallelism.pipeline ${pipeline===1?`is 1`:`is missing`}: the service will never be Ready`,{help:`write the number of nodes, 2 or more; for a single node remove spec.multiNode`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 1
      tensor: 8
    ray: {}
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    ray: {}
`}}),multiNodeReplicasMissing=rule$1({id:`multi-node-replicas-missing`,title:`a multi-node service has no replica count`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"The template of the LeaderWorkerSet needs `spec.replicas`, which has no default since operator 3.0.2. Without it the\nLeaderWorkerSet is never made (`error converting unstructured object to LeaderWorkerSet: unrecognized type: int32`) and\nthe service is Failed.\n\nWith MPI the ConfigMap with the host files is made all the same, empty, and never made again: when replicas are added later,\ndelete `<name>-mpi-config` too.",source:`k8s-nim-operator v3.1.2, manifests/lws.yaml, nimservice_types.go generateMPIConfigData; seen on a cluster (trap T7)`,check(service,report){let{spec}=service;if(!isMultiNode(spec)||spec.replicas!==void 0||spec.inferencePlatform===`kserve`)return;let path=at(`spec`,`replicas`);spec.scale?.enabled===!0||isRefused(service,path)||report(path,`spec.replicas is missing: the LeaderWorkerSet cannot be made${spec.multiNode?.ray===void 0?`, and its MPI host files stay empty`:``}`,{help:"write `replicas: 1`, the number of groups; each has as many nodes as the pipeline",related:[at(`spec`,`multiNode`,`parallelism`,`pipeline`)],fix:set(path,1)})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    ray: {}
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    ray: {}
`}}),multiNodeTensorMissing=rule$1({id:`multi-node-tensor-missing`,title:`a multi-node service does not say how many GPUs each node has`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"Without `parallelism.tensor` the pods are told `NIM_TENSOR_PARALLEL_SIZE=0` and `GPUS_PER_NODE=0`; with\n`storage.nimCache.profile` they also ask for `nvidia.com/gpu: 0`. The model cannot start.",source:`k8s-nim-operator v3.1.2, nimservice_types.go GetMultiNodeTensorParallelism; seen on a cluster (trap T8)`,check(service,report){let{spec}=service;if(!isMultiNode(spec)||spec.multiNode?.parallelism?.tensor!==void 0)return;let path=at(`spec`,`multiNode`,`parallelism`,`tensor`);if(isRefused(service,path))return;let gpus=gpuCountOf(spec.resources)?.count,value=gpus!==void 0&&gpus>=1?gpus:void 0;report(path,`spec.multiNode.parallelism.tensor is missing: the pods are told to use 0 GPUs each`,{help:`write \`tensor: ${value??8}\`${value===void 0?`, or however many`:`, the`} GPUs each pod has`,fix:value===void 0?void 0:unsafe(set(path,value))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
    ray: {}
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    ray: {}
`}}),multiNodeWithAutoscaling=rule$1({id:`multi-node-with-autoscaling`,title:`a service over several nodes also scales by itself`,kinds:[`NIMService`],severity:`error`,enforcedBy:`api-server`,why:"With `spec.multiNode` the operator makes a LeaderWorkerSet, for which it makes no\nHorizontalPodAutoscaler. The CRD refuses `spec.scale.enabled: true` beside it; `enabled: false` passes.\n\nSet `spec.replicas` to the number of groups that you need.",source:`CRD rule on NIMService.spec (S2)`,check(service,report){service.spec.multiNode&&service.spec.scale?.enabled&&report(at(`spec`,`scale`,`enabled`),`spec.scale.enabled cannot be true together with spec.multiNode`,{help:`remove spec.scale and set spec.replicas, the number of groups of pods`,related:[at(`spec`,`multiNode`)],fix:unsafe(remove(`spec`,`scale`))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-405b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-405b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  scale:
    enabled: true
    hpa:
      minReplicas: 1
      maxReplicas: 2
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    mpi:
      mpiStartTimeout: 600
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-405b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-405b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    mpi:
      mpiStartTimeout: 600
`}});function objectsMadeFor(resource){return namesOf(resource).map(made=>({...made,maker:resource}))}function firstMakers(set){return set.derive(madeObjects).first}function takenObjects(set){return set.derive(madeObjects).taken}function writtenObjects(set){let found=/* @__PURE__ */ new Map,{first}=set.derive(madeObjects);for(let written of set.companions){let made=first.get(keyOfObject(written.kind,written.namespace,written.name));if(!made)continue;let known=found.get(made.maker);known?known.push({made,written}):found.set(made.maker,[{made,written}])}return found}function madeObjects(set){let first=/* @__PURE__ */ new Map,taken=/* @__PURE__ */ new Map,resources=[...set.ofKind(`NIMCache`),...set.services,...set.ofKind(`NIMBuild`)];for(let resource of resources)if(resource.pipeline?.enabled!==!1&&resource.name!==``)for(let made of objectsMadeFor(resource)){if(made.shared===!0)continue;let key=keyOfObject(made.kind,resource.namespace,made.name),maker=first.get(key)?.maker;maker?!isSameObject(maker,resource)&&!taken.has(resource)&&taken.set(resource,{...made,takenBy:maker}):first.set(key,made)}return{first,taken}}function isSameObject(a,b){return a.kind===b.kind&&a.name===b.name}function keyOfObject(kind,namespace,name){return`${kind}\0${namespace}\0${name}`}function namesOf(resource){return isOfKind(resource,`NIMCache`)?namesMadeForCache(resource):isOfKind(resource,`NIMService`)?namesMadeForService(resource):isOfKind(resource,`NIMBuild`)?namesMadeForBuild(resource):[]}function clashOf(resource,set,version){return clashOfServices(resource,set)??clashOfMade(resource,set)??clashWithCompanion(resource,set,version)??deletedAsEndpointPicker(resource,set,version)}const rename=`rename one of the two`,ownName=[`metadata`,`name`];function clashOfServices(resource,set){if(!isOfKind(resource,`NIMService`))return;let{name,namespace,pipeline}=resource,first=set.derive(firstServices).get(keyOfObject(`NIMService`,namespace,name));if(!first||first===resource||first.pipeline?.resource===pipeline?.resource)return;let owner=first.pipeline?`pipeline ${first.pipeline.resource.name}`:`a manifest of its own`;return{path:ownName,message:`NIMService ${name} comes from ${owner} too; a pipeline leaves alone what it has not made`,help:rename,other:first,isFatal:!0}}function firstServices(set){let first=/* @__PURE__ */ new Map,enabled=set.services.filter(({pipeline,name})=>pipeline?.enabled!==!1&&name!==``);for(let service of[...enabled.filter(one=>!one.pipeline),...enabled.filter(one=>one.pipeline)]){let key=keyOfObject(`NIMService`,service.namespace,service.name);first.has(key)||first.set(key,service)}return first}function clashOfMade(resource,set){let object=set.derive(takenObjects).get(resource);if(!object)return;let{kind,name,from,takenBy}=object,isClaim=kind===`PersistentVolumeClaim`,effect=isClaim?`; the second uses the first's, and loses it with its owner`:``;return{path:from,message:`${kind} ${name} is made for ${takenBy.kind} ${takenBy.name} too${effect}`,help:isClaim?`give one of them a name of its own in spec.storage.pvc.name`:rename,other:takenBy,isFatal:!isClaim}}function clashWithCompanion(resource,set,version){for(let{made,written}of set.derive(writtenObjects).get(resource)??[]){let{kind,name,from}=made;if(keptWhereFound.test(name)||!isOfUsualGroup(written))continue;let effect=effectOn(written,version);return{path:from,message:`${kind} ${name} stands in the set already, ${effect.words}`,help:effect.help??rename,other:written,isFatal:effect.isFatal}}return deletedIngress(resource,set)}const keptWhereFound=/-(mpi-config|mpi-start-script|ssh-pk)$/;function isOfUsualGroup({kind,value}){let version=isMap(value)?value.apiVersion:void 0;return kind===`Service`||kind===`Pod`?version===`v1`:kind!==`Ingress`||typeof version==`string`&&version.startsWith(`networking.k8s.io/`)}const seenByLabelOnly=/* @__PURE__ */ new Set([`Deployment`,`Service`,`HorizontalPodAutoscaler`,`Job`,`Pod`,`LeaderWorkerSet`,`ServiceMonitor`,`GRPCRoute`,`HTTPRoute`,`InferenceService`]);function effectOn(other,version){let{kind,name}=other;return kind===`PersistentVolumeClaim`?{words:`and is used as it is: size, class and access mode are ignored`,help:"write `create: false` and the claim's name, or remove the claim's manifest",isFatal:!1}:kind===`ConfigMap`&&name.endsWith(`-manifest`)?{words:`and is taken for the model manifest`,isFatal:!1}:kind===`Pod`?{words:`so the operator waits for its own for ever`,isFatal:!0}:seenByLabelOnly.has(kind)&&atLeast(version,`3.1.0`)&&!isLabelled(other)?{words:`so the operator cannot make its own`,isFatal:!0}:{words:`and is overwritten by the operator`,isFatal:!1}}function isLabelled({value}){let metadata=isMap(value)?value.metadata:void 0,labels=isMap(metadata)?metadata.labels:void 0;return isMap(labels)&&labels[`app.kubernetes.io/managed-by`]===`k8s-nim-operator`}function deletedIngress(resource,set){if(!isOfKind(resource,`NIMService`)||resource.spec.inferencePlatform===`kserve`)return;let{name,namespace}=resource,other=set.companions.length===0?void 0:set.companion(`Ingress`,namespace,name);if(other&&isOfUsualGroup(other))return{path:ownName,message:`Ingress ${name} stands in the set, and is deleted by the operator, since the service has none of its own`,help:`rename the Ingress, or have the operator make it: spec.expose.router.ingress`,other,isFatal:!0}}function deletedAsEndpointPicker(resource,set,version){let{name,namespace}=resource;if(!isOfKind(resource,`NIMService`)||!name.endsWith(`-epp`)||!atLeast(version,`3.1.0`))return;let other=set.derive(firstServices).get(keyOfObject(`NIMService`,namespace,name.slice(0,-4)));if(other&&other.spec.inferencePlatform!==`kserve`)return{path:ownName,message:`the operator takes what is named ${name} for an endpoint picker that ${other.name} no longer has, and deletes it`,help:`choose a name that does not end in -epp`,other,isFatal:!0}}const nameClash=rule$1({id:`name-clash`,title:`an object that the operator makes has a name that is taken`,kinds:[`NIMCache`,`NIMService`,`NIMBuild`],severity:`error`,enforcedBy:`operator`,why:"The operator names what it makes after the resource: Deployment, Service, ServiceAccount, Role,\nRoleBinding, HPA and routes of a service `<name>`, its LeaderWorkerSet `<name>-lws`, endpoint picker\n`<name>-epp`; of a cache `<name>-job`, `<name>-pod`, `<name>-manifest`; claims `<name>-pvc`.\n\n- A Deployment, Service, Job, Pod or route that is there already is not seen by the operator (since 3.1.0),\n  creating it fails, and the resource is `Failed` with `… already exists` until the other one is gone.\n  `expose.service.name` does not help: it is ignored.\n- ServiceAccounts, Roles, Ingresses and ConfigMaps that are there already are overwritten. An Ingress of the\n  service's name is **deleted** where the service has none of its own, and so is everything named `<name>-epp`\n  that the operator made for another service.\n- A claim that is there already is used as it is, whatever size and access mode were asked for, and dies with\n  its first owner.\n- A pipeline does not touch a NIMService that it has not made itself, and stays `NotReady`.",source:`k8s-nim-operator v3.1.2, standalone/nimservice.go, nimpipeline_controller.go, k8sutil.go CleanupResource and BuildByObjectFilteredCache; a taken Service or Deployment and a pipeline that is not the owner were seen on a cluster (trap T21)`,check(resource,report,{set,operatorVersion}){let clash=clashOf(resource,set,operatorVersion);clash&&report(clash.path,clash.message,{help:clash.help,severity:clash.isFatal?`error`:`warning`,related:[{resource:clash.other,path:at(`metadata`,`name`)}]})},examples:{bad:`
apiVersion: v1
kind: Service
metadata:
  name: llama-8b
spec:
  ports:
    - port: 8000
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: v1
kind: Service
metadata:
  name: llama-8b-gateway
spec:
  ports:
    - port: 8000
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),ngcDownloadOffline=rule$1({id:`ngc-download-offline`,title:`a model is downloaded from NGC without Internet`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`nimops`,why:'The configuration says that this cluster is air-gapped, and this cache lets its image download the\nmodel from NGC: the job waits for the connection, fails, is tried six times, and begins again after ten\nminutes.\n\nName a mirror with the variable `NIM_REPOSITORY_OVERRIDE` (`https://`, `s3://` or `jfrog://`), or a\nproxy. Or leave the NIMCache out, fill a claim from outside, and name it in the service\'s\n`storage.pvc.name`: no source of a NIMCache means "already there".',source:`k8s-nim-operator v3.1.2, config/samples/nim/caching/ngc-mirror; k8s-nim-operator issue 663; the team's own configuration (airGapped)`,check(cache,report,{settings}){let ngc=cache.spec.source?.ngc;if(!settings.airGapped||!ngc)return;let{env=[],proxy}=cache.spec;env.some(({name})=>name!==void 0&&waysOut.test(name))||proxy?.httpsProxy||proxy?.httpProxy||report(at(`spec`,`source`,`ngc`),`the model is downloaded from NGC, which an air-gapped cluster cannot reach`,{help:`set NIM_REPOSITORY_OVERRIDE in spec.env to a mirror, or fill a claim and name it in the service's storage.pvc.name`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: registry.corp.example/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: registry.corp.example/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  env:
    - name: NIM_REPOSITORY_OVERRIDE
      value: https://models.corp.example/
`,settings:{airGapped:!0}}}),waysOut=/^(NIM_REPOSITORY_OVERRIDE|https?_proxy|all_proxy)$/i,noCacheAtAll=rule$1({id:`no-cache-at-all`,title:`a service downloads its model at every start`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`operator`,why:"With `storage.emptyDir` the model is downloaded again by each new pod: at every update, node drain and\nscale-up. That takes about 20 minutes for usual models, the GPUs idle meanwhile, and a start depends on NGC or\nHugging Face being there.\n\nMake a NIMCache once and name it in `storage.nimCache.name`. A service with no storage at all does not come\nthat far: it is `Failed` with `neither external PVC name, NIMCache volume, empty dir or local host path\nshould be provided`.",source:`k8s-nim-operator v3.1.2, standalone/nimservice.go reconcileNIMService; seen on a cluster`,check(service,report){let{storage}=service.spec;if(isRefused(service,at(`spec`,`storage`))||hasNoSpec(service))return;let sources=storageSourcesOf(storage).filter(source=>source!==`pvc`||isUsed(storage?.pvc)),help=`make a NIMCache and name it in spec.storage.nimCache.name`;sources.length===0?report(at(`spec`,`storage`),`the service has no storage for its model, so the operator makes no pods`,{help,severity:`error`}):sources.every(source=>source===`emptyDir`)&&report(at(`spec`,`storage`,`emptyDir`),`every pod downloads the whole model when it starts`,{help})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    emptyDir:
      sizeLimit: 100Gi
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function isUsed(pvc){return pvc?.create===!0||!!pvc?.name}const noGpuRequested=rule$1({id:`no-gpu-requested`,title:`a service asks for no GPU`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`operator`,why:"The operator adds GPUs by itself only where `storage.nimCache.profile` names a profile that the status of an NGC\ncache lists (a cache of `profiles: [all]` lists none). Otherwise the pods get just what `resources` says: without\n`nvidia.com/gpu` they land on any node and the model finds no GPU when it starts.",source:`k8s-nim-operator v3.1.2, nimservice.go addGPUResources; seen on a cluster (trap T9)`,check(service,report,{set}){let{spec}=service;if((spec.draResources?.length??0)>0||gpuResourcesOf(spec.resources).length>0||hasNoSpec(service)||[`resources`,`draResources`].some(field=>isRefused(service,[`spec`,field]))||addsGpus(service,set)!==`no`)return;let profile=spec.storage?.nimCache?.profile,although=profile?`; its cache lists no such profile, so the operator adds none`:``;report(at(`spec`,`resources`),`the pods ask for no GPU${although}`,{help:`write resources.limits nvidia.com/gpu with the number of GPUs that one pod needs`,related:profile?[at(`spec`,`storage`,`nimCache`,`profile`)]:[]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      cpu: 8
      memory: 32Gi
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      cpu: 8
      memory: 32Gi
      nvidia.com/gpu: 1
  replicas: 1
`}}),forms=[/^\.?[a-zA-Z0-9.-]+$/,/^(?:\d{1,3}\.){3}\d{1,3}(?::\d+|\/\d{1,2})?$/,/^\[[0-9a-fA-F:]+\](?::\d+|\/\d{1,3})?$/];function noProxyEntries(noProxy){return noProxy.split(`,`).map((part,index)=>({index,entry:trimmed(part)})).filter(({entry})=>entry!==``)}function isNoProxyEntry(entry){return forms.some(form=>form.test(entry))}function meantNoProxyEntry(entry){let host=entry.replace(/^[a-z][a-z0-9+.-]*:\/\//i,``).replace(/\/$/,``);return[host,host.replace(/^\*\./,`.`),host.replace(/^([a-zA-Z0-9.-]+):\d*$/,`$1`),host.replace(/^([0-9a-fA-F:]*:[0-9a-fA-F:]*)(\/\d+)?$/,`[$1]$2`),host.split(/[\s;|]+/).join(`,`)].find(candidate=>noProxyEntries(candidate).every(part=>isNoProxyEntry(part.entry))&&candidate!==``)}function trimmed(text){let blank=`[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+`;return text.replace(RegExp(`^${blank}|${blank}$`,`g`),``)}const noProxyToken=rule$1({id:`no-proxy-token`,title:`an entry of noProxy is no host, address or network`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`webhook`,why:"`spec.proxy.noProxy` is a list of names, addresses and networks between commas. The webhook\nrefuses entries that look like nothing of the kind: stars (`*`, `*.svc`), underscores, blanks within an\nentry, schemes, ports after a name (a port may follow an address only), and IPv6 outside brackets.\n\nWrite `.svc` for all names below svc, `10.0.0.0/8` for a network, `[fd00::1]` or `[fd00::]/32` for\nIPv6.",source:`k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go, validateProxyConfiguration (W8)`,check(cache,report){let noProxy=cache.spec.proxy?.noProxy;if(!noProxy)return;let wrong=noProxyEntries(noProxy).filter(({entry})=>!isNoProxyEntry(entry)),path=at(`spec`,`proxy`,`noProxy`);for(let{index,entry}of wrong){let shown=entry.includes(`@`)?``:`, ${JSON.stringify(entry)},`,meant=entry.includes(`@`)?void 0:meantNoProxyEntry(entry);report([...path,index],`entry ${index+1} of spec.proxy.noProxy${shown} is no host name, address or network`,{help:helpFor$2(entry,meant),fix:correction(path,noProxy,wrong.map(one=>one.entry))})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  proxy:
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: localhost,*.svc,10.0.0.0/8
    certConfigMap: proxy-ca
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  proxy:
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: localhost,.svc,10.0.0.0/8
    certConfigMap: proxy-ca
`}});function helpFor$2(entry,meant){return meant===void 0?entry===`*`?`name the hosts and networks; a cache that needs no proxy has no spec.proxy`:`write a name (example.com, .svc), an IPv4 address, perhaps with a port, [IPv6], or a network (10.0.0.0/8)`:`write ${meant} instead of ${entry}`}function correction(path,noProxy,wrong){let meant=wrong.map(meantNoProxyEntry);if(noProxy.includes(`@`)||meant.includes(void 0))return;let fix=set(path,noProxyEntries(noProxy).map(({entry})=>isNoProxyEntry(entry)?entry:meantNoProxyEntry(entry)??entry).join(`,`));return wrong.every(entry=>entry.startsWith(`*.`))?fix:unsafe(fix)}const nodeSelectorProductUnknown=rule$1({id:`node-selector-product-unknown`,title:`a node selector asks for a GPU product that no node is labelled with`,kinds:[`NIMCache`,`NIMService`,`NIMBuild`],severity:`warning`,enforcedBy:`scheduler`,why:"The label `nvidia.com/gpu.product` carries the driver's name of the GPU with hyphens for blanks,\nsuch as `NVIDIA-H100-80GB-HBM3`; shared GPUs end in `-SHARED`, MIG devices in `-MIG-1g.10gb`. A\nselector is compared with it letter by letter, so `h100` selects no node and the pod stays Pending:\n\"node(s) didn't match Pod's node affinity/selector\". The short names are for `source.ngc.model.gpus` only.\n\n`kubectl get nodes -L nvidia.com/gpu.product` tells what the nodes have.",source:`NVIDIA/k8s-device-plugin, internal/lm/resource.go; NVIDIA/open-gpu-kernel-modules README; NIM for LLMs support matrix`,check(resource,report){for(let{value,path}of wantedProducts(resource)){let suggestions=value===``||isLabel(value)?[]:meant$1(value);if(suggestions.length===0)continue;let choices=suggestions.join(suggestions.length===2?` or `:`, `);report(path,`no GPU is labelled ${JSON.stringify(value)}`,{help:`write ${suggestions.length>2?`one of `:``}${choices}, as the nodes have it`})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  nodeSelector:
    nvidia.com/gpu.product: H100
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  nodeSelector:
    nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3
`}}),label=`nvidia.com/gpu.product`;function wantedProducts(resource){let selected=resource.spec.nodeSelector?.[label],found=selected===void 0?[]:[{value:selected,path:at(`spec`,`nodeSelector`,label)}];if(!isOfKind(resource,`NIMService`))return found;let node=resource.spec.affinity?.nodeAffinity,base=at(`spec`,`affinity`,`nodeAffinity`),required=`requiredDuringSchedulingIgnoredDuringExecution`,preferred=`preferredDuringSchedulingIgnoredDuringExecution`,terms=[...(node?.[required]?.nodeSelectorTerms??[]).map((term,index)=>({term,path:[...base,required,`nodeSelectorTerms`,index]})),...(node?.[preferred]??[]).map(({preference},index)=>({term:preference,path:[...base,preferred,index,`preference`]}))];for(let{term,path}of terms)term?.matchExpressions?.forEach(({key,operator,values},expression)=>{key!==label||operator!==`In`&&operator!==`NotIn`||values?.forEach((value,index)=>{found.push({value,path:[...path,`matchExpressions`,expression,`values`,index]})})});return found}function isLabel(value){if(productOfLabel(value)||/-[0-9]+[ABCQ](-SHARED)?$/.test(value))return!0;let size=/[0-9]+GB?(?=-|$)/;return size.test(value)&&productOfLabel(value)===void 0&&sized.has(value.replace(size,`GB`))}const sized=new Set(knownLabels.filter(known=>/[0-9]+GB?(-|$)/.test(known)).map(known=>known.replace(/[0-9]+GB?(?=-|$)/,`GB`)));function meant$1(value){let labels=familiesIn(value).flatMap(family=>productsOfFamily(family).flatMap(product=>product.labels));if(labels.length>0)return labels;let near=closest$1(value,knownLabels);return near===void 0?[]:[near]}const notUtf8$1=sourceRule({id:`not-utf8`,title:`a manifest is not UTF-8 text`,reads:`not-utf8`,severity:`error`,enforcedBy:`parser`,why:`kubectl and the API server take UTF-8 alone. Files that an old Windows editor or a shell redirection
of PowerShell wrote are often UTF-16 or Latin-1: convert them, for example with \`iconv -f UTF-16 -t
UTF-8\`.`,source:`sigs.k8s.io/yaml (yaml: invalid leading UTF-8 octet)`,examples:{shownBy:`commands`,bad:`
printf '# Gr\\366\\337e: 8B\\n' >> cache.yaml
`,good:`
printf '# Größe: 8B\\n' >> cache.yaml
`}}),openFilesAdvisory=rule$1({id:`open-files-advisory`,title:`caching a large model needs a higher limit of open files`,kinds:[`NIMCache`],severity:`info`,enforcedBy:`nimops`,why:`Advisory. The download of a model of about 49 billion parameters and more keeps many files open at
once. With the usual limit of a container runtime the job fails with "too many open files", after a long
while, and begins again.

Set \`LimitNOFILE=65536\` (or more) in the runtime's unit on the nodes that fill caches. The manifest cannot
do that; switch this rule off once the nodes are prepared.`,source:`NVIDIA article on private AI with NIM (LimitNOFILE 65536 for models of 49B and more)`,check(cache,report){let model=modelInQuestion(cache);!model||model.billions<49||report(model.path,`caching a model of ${model.billions} billion parameters opens many files at once`,{help:`set LimitNOFILE=65536 for the container runtime on the nodes that fill caches`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-70b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.3-70b-instruct:1.14.1
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "4"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 300Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function undecodable(kind,version,document){let found=[],outline=outlineOf(schemaOf(kind,version));if(outline.is!==`map`)return found;let spec=outline.fields.get(`spec`);return spec&&Object.hasOwn(document,`spec`)&&collect(spec.outline,document.spec??null,[`spec`],found),found}function collect(outline,value,path,found){switch(outline.is){case`map`:if(!isMap(value))return;for(let[key,inner]of Object.entries(value)){let field=outline.fields.get(key);field&&collect(field.outline,inner,[...path,key],found)}return;case`free map`:if(!isMap(value)||!isScalarWithGoType(outline.value))return;for(let[key,inner]of Object.entries(value))collect(outline.value,inner,[...path,key],found);return;case`list`:if(!Array.isArray(value))return;for(let[index,inner]of value.entries())collect(outline.item,inner,[...path,index],found);return;default:{let goType=faultOf$1(outline,value)===void 0?refusingType(outline,value):void 0;goType!==void 0&&found.push({path,goType,value})}}}function isScalarWithGoType(outline){return outline.is===`quantity`}function refusingType(leaf,value){switch(leaf.is){case`integer`:return holds(leaf.go,value)?void 0:leaf.go;case`integer-or-text`:return typeof value==`string`||holds(`int32`,value)?void 0:`int32`;case`quantity`:return typeof value==`string`&&!isGoQuantity(value)?`resource.Quantity`:void 0;case`text`:return leaf.format===`duration`&&typeof value==`string`&&!isGoDuration(value)?`metav1.Duration`:void 0;default:return}}const ranges$1={int32:[-(2n**31n),2n**31n-1n],uint32:[0n,2n**32n-1n],int64:[-(2n**63n),2n**63n-1n]};function holds(go,value){if(typeof value!=`number`&&typeof value!=`bigint`)return!0;let[min,max]=ranges$1[go];return value>=min&&value<=max}function isGoQuantity(text){let exponent=/[eE]([+-]?[0-9.]+)$/.exec(text)?.[1];return exponent===void 0||!exponent.includes(`.`)&&holds(`int64`,BigInt(exponent.replace(`+`,``)))}function isGoDuration(text){return/^[+-]?(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text)}function undecodableIn(resource,version){let known=remembered.get(resource);if(known)return known;let found=undecodable(resource.kind,version,resource.written);return remembered.set(resource,found),found}const remembered=/* @__PURE__ */ new WeakMap;function decodableForm({path,goType,value}){let field=formatPath(path);switch(goType){case`resource.Quantity`:return`write an amount such as 16Gi, 500m or 1e3 in ${field}; an exponent has no fraction`;case`metav1.Duration`:return`write a duration such as 30s or 1h30m in ${field}`;default:{let{least,most}=ranges[goType];return`write a whole number ${(typeof value==`number`||typeof value==`bigint`)&&value<0?`not below ${least}`:`not above ${most}`} in ${field}`}}}const ranges={int32:{least:`-2147483648`,most:`2147483647`},uint32:{least:`0`,most:`4294967295`},int64:{least:`-9223372036854775808`,most:`9223372036854775807`}},operatorStopsOnNumber=rule$1({id:`operator-stops-on-number`,title:`one object stops the operator for all objects of its kind`,kinds:[`NIMCache`,`NIMService`,`NIMPipeline`,`NIMBuild`],severity:`error`,enforcedBy:`operator`,why:`The API server stores a number that the operator's Go types cannot hold, such as \`replicas:
2147483648\`. From then on **the operator can no longer list that kind**: "Failed to watch … cannot
unmarshal number". No object of the kind is reconciled in the whole cluster, in no namespace, also after a
restart of the operator, until the bad object is corrected or deleted.

The webhook would refuse a NIMCache or NIMService of that sort, but it is off by default, and there is none
for NIMPipeline and NIMBuild.`,source:`seen on a cluster, with a NIMService and a NIMPipeline (trap T29); k8s-nim-operator v3.1.2, api/apps/v1alpha1`,check(resource,report,{operatorVersion}){if(resource.pipeline)return;let found=undecodableIn(resource,operatorVersion),told=resource.kind===`NIMCache`||resource.kind===`NIMService`?found.slice(0,1):found;for(let each of told)report(each.path,`this value stops the operator for every ${resource.kind} of the cluster`,{help:`${decodableForm(each)}; where it is applied already, correct or delete the object at once`,related:found.filter(other=>other!==each).map(({path})=>path)})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: chat
spec:
  services:
    - name: llama-8b
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 2147483648
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: chat
spec:
  services:
    - name: llama-8b
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 2
`}}),pipelineEditsNotPropagated=rule$1({id:`pipeline-edits-not-propagated`,title:`edits of a pipeline's services do not reach what runs`,kinds:[`NIMPipeline`],severity:`info`,enforcedBy:`operator`,since:`3.1.0`,preset:`production`,why:`Since 3.1.0 the operator overwrites what it wants to write with what is there before it updates a
service of a pipeline. Creating, enabling and disabling services work; a new image, other replicas, env or
dependencies do not arrive, and the pipeline is \`Ready\` all the time.

Prefer plain NIMServices for what is to be updated, or delete the NIMService after each edit: it is made again
from the pipeline's current spec.`,source:`k8s-nim-operator v3.1.0 to f63f74d7, nimpipeline_controller.go syncResource (change 756); seen on a cluster`,check(pipeline,report){pipeline.spec.services?.some(service=>service?.enabled===!0)&&report(at(`spec`,`services`),`later edits of these services will not be rolled out by this operator`,{help:`write them as NIMServices, or delete each NIMService after an edit so that it is made anew`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          nimCache:
            name: llama-8b
            profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 2
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: chat
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
`}}),pipelineServiceNotEnabled=rule$1({id:`pipeline-service-not-enabled`,title:`a service of a pipeline is not enabled`,kinds:[`NIMPipeline`],severity:`warning`,enforcedBy:`operator`,why:"A service of a pipeline exists only with `enabled: true`. Without the field it is skipped, without a\nword, and a service that was made before is **deleted**; a pipeline with no enabled service even reports\n`Ready`. Write `enabled: false` where that is what you want.",source:`k8s-nim-operator v3.1.2, nimpipeline_controller.go reconcileNIMPipeline; seen on a cluster (trap T18)`,check(pipeline,report){pipeline.spec.services?.forEach((service,index)=>{let path=at(`spec`,`services`,index,`enabled`);service&&service.enabled===void 0&&!isRefused(pipeline,path)&&report(path,`the service${service.name?` ${service.name}`:``} has no \`enabled: true\`, so it is not made, and deleted if it exists`,{help:"write `enabled: true`, or `enabled: false` if it is meant so",fix:unsafe(set(path,!0))})})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
    - name: embed
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
    - name: embed
      enabled: false
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
`}}),pipelineServiceWithoutName=rule$1({id:`pipeline-service-without-name`,title:`an enabled service of a pipeline has no name`,kinds:[`NIMPipeline`],severity:`error`,enforcedBy:`operator`,why:"The CRD does not ask for `services[].name`, but the NIMService is made with exactly that name. Without\none nothing is made, the pipeline stays `NotReady`, and no condition says why.",source:`k8s-nim-operator v3.1.2, nimpipeline_controller.go reconcileNIMService; seen on a cluster (trap T18)`,check(pipeline,report){pipeline.spec.services?.forEach((service,index)=>{let path=at(`spec`,`services`,index,`name`);service?.enabled!==!0||service.name||isRefused(pipeline,path)||report(path,`the service has no name, so it cannot be made`,{help:"write `name:` with the name that the NIMService is to have"})})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
`}}),pipelineWithoutEnabledService=rule$1({id:`pipeline-without-enabled-service`,title:`a pipeline has no enabled service`,kinds:[`NIMPipeline`],severity:`warning`,enforcedBy:`operator`,why:"A pipeline whose services are all switched off, or that has none, makes nothing, deletes what it made\nbefore, and reports `Ready`.",source:`k8s-nim-operator v3.1.2, nimpipeline_controller.go updateStatus; seen on a cluster (trap T18)`,check(pipeline,report){let path=at(`spec`,`services`),services=pipeline.spec.services??[];isRefused(pipeline,path)||services.some(service=>service?.enabled!==!1)||report(path,`no service of the pipeline is enabled; it reports Ready with nothing running`,{help:services.length===0?`add services, or remove the pipeline`:"write `enabled: true` for one of them"})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: false
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          pvc:
            name: llama-8b-weights
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 1
`}}),podAffinityIgnored=rule$1({id:`pod-affinity-ignored`,title:`podAffinity is deprecated and has no effect`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`operator`,since:`3.0.2`,why:"Since operator 3.0.2 pods get their affinity from `spec.affinity`; `spec.podAffinity` is still accepted and no\nlonger read, so pods go wherever there is room.",source:`k8s-nim-operator v3.0.2, nimservice_types.go GetAffinity`,check(service,report){if(service.spec.podAffinity===void 0)return;let both=service.spec.affinity?.podAffinity!==void 0;report(at(`spec`,`podAffinity`),`spec.podAffinity is deprecated and ignored`,{help:both?`remove it; spec.affinity.podAffinity is there`:`move its content to spec.affinity.podAffinity`,related:both?[at(`spec`,`affinity`,`podAffinity`)]:[],onKey:!0})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  podAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels: {app: vector-db}
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  affinity:
    podAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 100
          podAffinityTerm:
            topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels: {app: vector-db}
`}}),precisionNeedsNewerGpu=rule$1({id:`precision-needs-newer-gpu`,title:`a precision is asked for that the GPU does not compute in`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`nimops`,why:`FP8 arithmetic exists from compute capability 8.9 on (L4, L40S, H100), BF16 from 8.0 on (A100,
A10G), 4-bit floats from Blackwell on. For an older GPU an image has usually no profile of that precision,
so that nothing is selected and the cache stays \`NotReady\`; where it has one, weights are converted at
every step and the gain is memory, not speed.

Ask for \`bf16\` or \`fp16\` there, or for a newer GPU. What the image's own profiles say wins over this
table.`,source:`compute capabilities: ai-dynamo/aiconfigurator, MIG user guide; NIM for LLMs support matrix; vLLM documentation on FP8`,check(cache,report){let{precision=``,gpus=[]}=cache.spec.source?.ngc?.model??{},need=Object.hasOwn(needs,precision.toLowerCase())?needs[precision.toLowerCase()]:void 0,products=gpus.flatMap(({product})=>product?[product]:[]),known=products.flatMap(product=>tagsContaining(product).flatMap(tag=>productsOfTag(tag)));if(!need||products.length===0||known.length===0||known.some(need.met))return;let places=gpus.flatMap(({product},index)=>product?[at(`spec`,`source`,`ngc`,`model`,`gpus`,index,`product`)]:[]);report(at(`spec`,`source`,`ngc`,`model`,`precision`),`${products.join(`, `)} cannot compute in ${precision}`,{help:`write ${bestOf(known)}, or ask for a GPU ${need.words}`,related:places.slice(0,3)})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        precision: fp8
        tensorParallelism: "1"
        gpus:
          - product: a10g
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        precision: fp8
        tensorParallelism: "1"
        gpus:
          - product: l40s
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),hasFourBits=({computeCapability:[major]})=>major>=9;function bestOf(products){return products.every(product=>fp8Support(product)===`native`)?`fp8`:products.every(supportsBf16)?`bf16`:`fp16`}const needs={fp8:{met:product=>fp8Support(product)===`native`,words:`such as l40s, h100 or newer`},bf16:{met:supportsBf16,words:`such as a10g, a100 or newer`},nvfp4:{met:hasFourBits,words:`such as h100 or b200`},fp4:{met:hasFourBits,words:`such as h100 or b200`}},precisionUnknown=rule$1({id:`precision-unknown`,title:`a precision is none that profiles are tagged with`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`operator`,why:'`precision` is free text that must equal the profile\'s tag. A value that no profile carries\nselects nothing: the cache stays `NotReady` with "no profiles are selected for caching". Manifests in the\nfirst format compare upper and lower case too, and tags are in lower case, so `FP8` works with some images\nonly.',source:`k8s-nim-operator v3.1.2, internal/nimparser v1 (case-sensitive) and v2; tags of NIM model manifests`,check(cache,report){let precision=cache.spec.source?.ngc?.model?.precision;if(!precision||known.includes(precision))return;let path=at(`spec`,`source`,`ngc`,`model`,`precision`),lower=precision.toLowerCase();if(known.includes(lower)){report(path,`${precision} is compared with tags in lower case, by older images letter by letter`,{severity:`info`,help:`write ${lower}`,fix:set(path,lower)});return}let meant=synonyms[lower]??closest$1(precision,known);report(path,`no known profile has the precision ${JSON.stringify(precision)}`,{help:meant===void 0?`known are ${known.join(`, `)}`:`write ${meant}`,fix:meant===void 0?void 0:unsafe(set(path,meant))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        precision: float8
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        precision: fp8
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),known=[`fp32`,`tf32`,`bf16`,`fp16`,`fp8`,`nvfp4`,`mxfp4`,`fp4`,`int8`,`int4`],synonyms={float8:`fp8`,float16:`fp16`,float32:`fp32`,bfloat16:`bf16`,half:`fp16`},probeTimeoutShort=rule$1({id:`probe-timeout-short`,title:`a liveness probe of one's own leaves the timeout at one second`,kinds:[`NIMService`],severity:`info`,enforcedBy:`nimops`,why:`Without \`timeoutSeconds\` a probe waits one second for its answer. A busy model may take longer; after three such
answers in a row the container is restarted and loads the model again. If you write a liveness probe of your own, give it
more time.`,source:`Kubernetes core/v1 Probe; k8s-nim-operator issue 730`,check(service,report){let{livenessProbe}=service.spec;if(!livenessProbe?.probe||livenessProbe.enabled===!1||(livenessProbe.probe.timeoutSeconds||1)>1)return;let path=at(`spec`,`livenessProbe`,`probe`,`timeoutSeconds`);isRefused(service,path)||report(path,`the liveness probe waits one second for an answer`,{help:"write `timeoutSeconds: 10`, or what a busy model of yours needs",fix:unsafe(set(path,10))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  livenessProbe:
    probe:
      httpGet: {path: /v1/health/live, port: api}
      periodSeconds: 10
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  livenessProbe:
    probe:
      httpGet: {path: /v1/health/live, port: api}
      periodSeconds: 10
      timeoutSeconds: 10
`}}),profileIdForm=rule$1({id:`profile-id-form`,title:`a profile is named by something that is no profile id`,kinds:[`NIMCache`,`NIMService`,`NIMBuild`],severity:`error`,enforcedBy:`operator`,why:"A profile id is a SHA-256 sum: 64 hexadecimal digits in lower case, as `list-model-profiles` of the\nimage prints it. The operator hands whatever stands there to `download-to-cache`, and NIM refuses unknown ids,\n`default` and display names such as `tensorrt_llm-h100-fp16-tp1-throughput` alike; the Job fails and the\ncache lists no profile. In a NIMCache the one word `all` is right too. In a service or a build the operator\nlooks the id up in the status of the cache, and finds nothing. Only NIMs that serve any model, with caches of\n`modelEndpoint` or from Hugging Face, take an engine such as `tensorrt_llm` there.",source:`k8s-nim-operator v3.1.2, nimcache_controller.go, nimservice.go getNIMCacheProfile; issue 407 (trap T15)`,check(resource,report,{set:set$3}){if(!(isOfKind(resource,`NIMService`)&&namesEngine(resource,set$3)))for(let{path,id}of idsOf(resource)){if(id===``||isProfileId(id))continue;let ofCache=isOfKind(resource,`NIMCache`);if(ofCache&&id===`all`)continue;let meant=meantId(id,ofCache),words=ofCache?"64 hexadecimal digits, or `all` alone":`64 hexadecimal digits`;report(path,`${JSON.stringify(shortened(id))} is no profile id${lengthOf(id)}`,{help:meant?`write \`${meant}\``:`write the id as list-model-profiles of the image prints it: ${words}`,fix:meant?set(path,meant):void 0})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - tensorrt_llm-h100-fp16-tp1-throughput
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function namesEngine(service,set){let profile=service.spec.storage?.nimCache?.profile??``;if(!knownBackends.some(backend=>backend===profile))return!1;let ngc=usedCache(service,set)?.spec.source?.ngc;return ngc===void 0||!!ngc.modelEndpoint}function idsOf(resource){if(isOfKind(resource,`NIMCache`)){let path=at(`spec`,`source`,`ngc`,`model`,`profiles`);return(resource.spec.source?.ngc?.model?.profiles??[]).map((id,index)=>({path:[...path,index],id:id??``}))}if(isOfKind(resource,`NIMService`)){let id=resource.spec.storage?.nimCache?.profile??``;return[{path:at(`spec`,`storage`,`nimCache`,`profile`),id}]}let id=isOfKind(resource,`NIMBuild`)?resource.spec.nimCache?.profile:void 0;return[{path:at(`spec`,`nimCache`,`profile`),id:id??``}]}function meantId(written,ofCache){let plain=written.trim().toLowerCase();return isProfileId(plain)||ofCache&&plain===`all`?plain:void 0}function lengthOf(id){return/^[0-9a-f]{32,}$/i.test(id)&&id.length!==64?`: it has ${id.length} digits, not 64`:``}function shortened(id){return id.length>70?`${id.slice(0,67)}...`:id}const profileNotPinned=rule$1({id:`profile-not-pinned`,title:`no single profile is pinned`,kinds:[`NIMCache`,`NIMService`],severity:`warning`,enforcedBy:`nimops`,preset:`production`,why:"A filter such as engine and GPU selects every profile that matches, also those that the next version\nof the image brings, and a service without a profile takes whichever fits the GPU that it starts on. In\nproduction pin the id: in the cache (`source.ngc.model.profiles`), or in the service if its cache holds\nseveral (`storage.nimCache.profile`). `list-model-profiles` of the image tells the ids.",source:`k8s-nim-operator v3.1.2, nimparser v1 and v2 (every match is cached, nothing is ranked); policy`,check(resource,report,{set}){isOfKind(resource,`NIMCache`)?judgeCache(resource,report):isOfKind(resource,`NIMService`)&&judgeService(resource,set,report)},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 8835c31752fbc67ef658b20a9f78e056914fdef0660206d82f252d62fd96064d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function judgeCache(cache,report){let{ngc}=cache.spec.source??{},path=at(`spec`,`source`,`ngc`,`model`);!ngc||ngc.modelEndpoint||(ngc.model?.profiles??[]).length>0||isRefused(cache,path)||report(path,`a filter decides which profiles are downloaded, not the manifest`,{help:`list the one profile id: source.ngc.model.profiles: [<64 hexadecimal digits>], and no filter beside it`})}function judgeService(service,set,report){let{nimCache}=service.spec.storage??{};if(nimCache?.profile||service.spec.env?.some(({name})=>name===`NIM_MODEL_PROFILE`))return;let cache=nimCache?.name?set.find(`NIMCache`,service.namespace,nimCache.name):void 0,ngc=cache?.spec.source?.ngc;cache&&(!ngc||ngc.modelEndpoint||(ngc.model?.profiles??[]).length<2)||isRefused(service,at(`spec`,`storage`))||report(at(`spec`,`storage`,`nimCache`,`profile`),`the service takes whichever profile fits the GPU at hand`,{help:nimCache?.name?`write spec.storage.nimCache.profile: <the profile's id>`:`set NIM_MODEL_PROFILE in spec.env to the profile's id`})}const profileTwice=rule$1({id:`profile-twice`,title:`env and storage.nimCache.profile name two profiles`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`operator`,why:"The operator sets `NIM_MODEL_PROFILE` from `storage.nimCache.profile` and counts that profile's GPUs, but a\nvariable of the same name in `env` wins: the pod serves one profile with the GPUs of another.",source:`k8s-nim-operator v3.1.2, nimservice.go, utils.go MergeEnvVars; seen on a cluster (trap T11)`,check(service,report){let{env,storage}=service.spec,profile=storage?.nimCache?.profile,variable=lastVariable(env,`NIM_MODEL_PROFILE`);profile&&variable&&variable.value!==profile&&report(at(`spec`,`env`,variable.index),`NIM_MODEL_PROFILE wins over spec.storage.nimCache.profile`,{help:`keep storage.nimCache.profile, which also decides the number of GPUs, and remove the variable`,related:[at(`spec`,`storage`,`nimCache`,`profile`)],fix:unsafe(remove(`spec`,`env`,variable.index))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: NIM_MODEL_PROFILE
      value: 00d65de6afda38c415b97a5a8f6e1b123b1189e206a05121749a8c3fd25a56df
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),profilesAllAlone=rule$1({id:`profiles-all-alone`,title:`the word all stands among other profiles`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`webhook`,why:"`all` in `spec.source.ngc.model.profiles` asks for every profile of the image, so the ids beside\nit say nothing. The webhook refuses the mixture. Without the webhook the operator downloads **everything**:\noften hundreds of GiB, for GPUs that the cluster does not have, until the volume is full.\n\nList the ids that the services need, or write `all` alone if all of them are really wanted.",source:`k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go (W1a); nimcache_controller.go, constructJob`,check(cache,report){let profiles=cache.spec.source?.ngc?.model?.profiles??[],index=profiles.indexOf(`all`);if(index<0||profiles.length===1)return;let others=profiles.length-1;report(at(...model$1,`profiles`),`profiles has all beside ${others===1?`another entry`:`${others} other entries`}`,{help:"remove `all` to download the listed profiles, or write `profiles: [all]` to download everything",related:[at(...model$1,`profiles`,index)],fix:unsafe(remove(...model$1,`profiles`,index))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - all
          - 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),model$1=[`spec`,`source`,`ngc`,`model`],profilesWithFilters=rule$1({id:`profiles-with-filters`,title:`explicit profiles and a filter are given at once`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`webhook`,why:"Explicit `profiles` and the filters (`precision`, `engine`, `tensorParallelism`,\n`qosProfile`, `gpus`, `lora`, `buildable`) are two ways of choosing. The webhook refuses both at\nonce, also `lora: false` and `buildable: false`. Without the webhook the operator passes the ids on and\nignores every filter, whatever they say.\n\nKeep the ids: they are exact, and do not change with the GPUs that the operator finds in the cluster.",source:`k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go (W1b to W1h); nimcache_controller.go`,check(cache,report){let filter=cache.spec.source?.ngc?.model;if(filter?.profiles?.length)for(let name of filters){let value=filter[name];value===void 0||value===``||Array.isArray(value)&&value.length===0||report(at(...model,name),`${formatPath([...model,name])} is not allowed beside profiles, which alone decide`,{help:`remove ${name} to keep the listed profiles, or remove profiles to choose by filters`,related:[at(...model,`profiles`)],fix:unsafe(remove(...model,name))})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
        engine: tensorrt_llm
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),model=[`spec`,`source`,`ngc`,`model`],filters=[`precision`,`engine`,`tensorParallelism`,`qosProfile`,`gpus`,`lora`,`buildable`],proxyVariables=[{field:`httpProxy`,names:[`HTTP_PROXY`,`http_proxy`]},{field:`httpsProxy`,names:[`HTTPS_PROXY`,`https_proxy`]},{field:`noProxy`,names:[`NO_PROXY`,`no_proxy`]}],proxyOverridesEnv=rule$1({id:`proxy-overrides-env`,title:`spec.proxy overwrites a variable of env`,kinds:[`NIMService`,`NIMCache`],severity:`warning`,enforcedBy:`operator`,why:"Variables in `env` win over those of the operator, with one exception: once `spec.proxy` is there, its values\nreplace `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY` and their lower-case forms, also with the empty text where the proxy\nhas no such field.",source:`k8s-nim-operator v3.1.2, nimservice_types.go GetEnv, nimcache_controller.go; seen on a cluster (trap T36)`,check(resource,report){let{proxy,env}=resource.spec;if(proxy)for(let{field,names}of proxyVariables)for(let name of names){let variable=lastVariable(env,name);if(!variable||variable.value===(proxy[field]??``))continue;let by=proxy[field]?`spec.proxy.${field}`:`nothing, since spec.proxy has no ${field}`;report(at(`spec`,`env`,variable.index),`${name} is overwritten by ${by}`,{help:`write the value as spec.proxy.${field} and remove the variable`,related:[at(`spec`,`proxy`,field)],fix:unsafe(remove(`spec`,`env`,variable.index))})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  proxy:
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: .svc,.cluster.local
  env:
    - name: NO_PROXY
      value: .svc,.example.com
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  proxy:
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: .svc,.cluster.local,.example.com
`}}),proxyPartlySet=rule$1({id:`proxy-partly-set`,title:`some of the three proxy settings are missing`,kinds:[`NIMService`,`NIMCache`],severity:`warning`,enforcedBy:`operator`,why:"The operator always sets all of `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, in upper and lower case; what\n`spec.proxy` leaves out becomes empty, also where the image had a value. Without `noProxy` even calls within the\ncluster go to the proxy; without one of the other two those requests go out directly.",source:`k8s-nim-operator v3.1.2, nimservice_types.go GetProxyEnv, nimcache_types.go; seen on a cluster (trap T36)`,check(resource,report){let{proxy,env}=resource.spec,missing=proxyVariables.filter(({field})=>!proxy?.[field]);if(missing.length===0||missing.length===proxyVariables.length||isRefused(resource,[`spec`,`proxy`]))return;let silent=missing.filter(({names})=>!names.some(name=>lastVariable(env,name)));if(silent.length===0)return;let emptied=silent.map(({names})=>names[0]).join(` and `),fields=silent.map(({field})=>field);report(at(`spec`,`proxy`),`spec.proxy leaves out ${fields.join(` and `)}, so ${emptied} will be empty`,{help:helpFor$1(fields),onKey:!0})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  proxy:
    httpsProxy: http://proxy.example.com:3128
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  proxy:
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: .svc,.cluster.local,10.0.0.0/8
`}});function helpFor$1(missing){return missing.includes(`noProxy`)?`write ${missing.length>1?`all three: httpProxy, httpsProxy and noProxy`:`noProxy too`}; noProxy with what is reached directly, such as .svc,.cluster.local,10.0.0.0/8`:`write ${missing.join(` and `)} too; it is often the same address`}const proxyScheme=rule$1({id:`proxy-scheme`,title:`a proxy is not an http:// or https:// address`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`webhook`,why:"`httpProxy` and `httpsProxy` are passed on to the download as `HTTP_PROXY` and\n`HTTPS_PROXY`. The webhook refuses a value that does not begin with `http://` or `https://` in lower\ncase: no bare `proxy:3128`, no socks. The scheme is the one that the *proxy* speaks, so that `httpsProxy:\nhttp://proxy.example.com:3128` is right as a rule.",source:`k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go, validateProxyConfiguration (W9)`,check(cache,report){for(let name of[`httpProxy`,`httpsProxy`]){let address=cache.spec.proxy?.[name];if(!address||/^https?:\/\//.test(address))continue;let path=at(`spec`,`proxy`,name),plain=address.includes(`@`)?void 0:meant(address);report(path,`spec.proxy.${name} must begin with http:// or https://, in lower case`,{help:plain===void 0?`write the whole address, such as http://proxy.example.com:3128`:`write ${plain.address}`,fix:plain&&(plain.sure?set(path,plain.address):unsafe(set(path,plain.address)))})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  proxy:
    httpProxy: proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: localhost,.svc
    certConfigMap: proxy-ca
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  proxy:
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: localhost,.svc
    certConfigMap: proxy-ca
`}});function meant(address){let text=address.trim(),schemed=/^(https?):\/{1,2}(?=[^/])/i.exec(text),scheme=schemed?.[1]?.toLowerCase();return schemed&&scheme!==void 0?{address:`${scheme}://${text.slice(schemed[0].length)}`,sure:!0}:/^[a-z0-9.-]+:\d+\/?$/i.test(text)?{address:`http://${text}`,sure:!1}:void 0}const proxyWithoutCertConfigMap=rule$1({id:`proxy-without-cert-config-map`,title:`a cache has a proxy but no certConfigMap`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`operator`,until:`3.1.0`,why:"Up to 3.1.0 a `proxy` always brings an init container that mounts the volume of `certConfigMap`, but\nthe volume is added only when the ConfigMap is named. The API server then refuses the download Job, because a\nmount names a volume that does not exist, and the cache stays `NotReady`. 3.1.1 adds the init container only\nwith the ConfigMap.",source:`k8s-nim-operator v3.1.0, nimcache_types.go GetInitContainers; issues 700, 714; fixed by 845`,check(cache,report){let{proxy}=cache.spec,path=at(`spec`,`proxy`,`certConfigMap`);!proxy||proxy.certConfigMap||isRefused(cache,path)||report(path,`before operator 3.1.1 a proxy without certConfigMap gets its Job refused`,{help:`name a ConfigMap with the proxy's CA certificates in spec.proxy.certConfigMap, or use operator 3.1.1`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  proxy:
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: .svc,10.0.0.0/8
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  proxy:
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: .svc,10.0.0.0/8
    certConfigMap: corporate-ca
`}}),publicRegistryOffline=rule$1({id:`public-registry-offline`,title:`an image of a public registry is used without Internet`,kinds:[`NIMCache`,`NIMService`,`NIMBuild`],severity:`warning`,enforcedBy:`nimops`,why:`The configuration says that this cluster is air-gapped. An image of a public registry can only be
pulled if the nodes' container runtime redirects that registry to a mirror; else the pod shows
\`ImagePullBackOff\`, and a NIMCache keeps an empty state. From 3.1.2 on the operator itself asks the
registry for the image's labels too; it does not follow the nodes' redirection, and takes an image that it
cannot ask for an old one.

Write the mirror's name into the manifest.`,source:`k8s-nim-operator v3.1.2, nimcache_controller.go (the operator reads the image's labels); the team's own configuration (airGapped)`,check(resource,report,{settings}){if(settings.airGapped)for(let{reference,text,repositoryPath}of imagesOf(resource)){let{registry=`docker.io`,path}=reference;publicRegistries$1.has(registry)&&report(repositoryPath,`${text} comes from ${registry}, which an air-gapped cluster cannot reach`,{help:`push it to the registry inside, and write that: registry.corp.example/${path.replace(/@.*$/,``)}`})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  env:
    - name: NIM_REPOSITORY_OVERRIDE
      value: https://models.corp.example/
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: registry.corp.example/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  env:
    - name: NIM_REPOSITORY_OVERRIDE
      value: https://models.corp.example/
`,settings:{airGapped:!0}}}),publicRegistries$1=/* @__PURE__ */ new Set([`nvcr.io`,`docker.io`,`index.docker.io`,`registry-1.docker.io`,`ghcr.io`,`quay.io`,`gcr.io`,`registry.k8s.io`,`public.ecr.aws`,`mcr.microsoft.com`]),pullSecretMissing=rule$1({id:`pull-secret-missing`,title:`an image of nvcr.io is pulled without a pull Secret`,kinds:[`NIMCache`,`NIMService`,`NIMBuild`],severity:`warning`,enforcedBy:`operator`,why:"NIM images on `nvcr.io` need a login. The operator gives its pods a service account of their own,\nso a pull Secret on the namespace's default account does not help. Without one the pod shows\n`ImagePullBackOff`; a NIMCache then has an empty state for ever, since its controller waits for the pod\nthat reads the image's manifest.\n\nMake a Secret of type `kubernetes.io/dockerconfigjson` for `nvcr.io` (user `$oauthtoken`, password an\nNGC key) and name it here. It is another Secret than the one with `NGC_API_KEY`. Where the nodes\nthemselves log in to the registry, switch this rule off.",source:`k8s-nim-operator v3.1.2, nimcache_controller.go and nimservice_controller.go; k8s-nim-operator issue 343`,check(resource,report){let{image,named,path}=pullOf(resource);!image||named||parseImageReference(image).registry!==`nvcr.io`||isRefused(resource,path)||report(path,`${image} is pulled without a pull Secret`,{help:`name a Secret of type kubernetes.io/dockerconfigjson in ${formatPath(path)}; the one with NGC_API_KEY is another`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function pullOf(resource){let ofSpec=image=>({image:image?.repository,named:image?.pullSecrets?.some(name=>name!==``)??!1,path:at(`spec`,`image`,`pullSecrets`)});if(isOfKind(resource,`NIMService`)||isOfKind(resource,`NIMBuild`))return ofSpec(resource.spec.image);let ngc=isOfKind(resource,`NIMCache`)?resource.spec.source?.ngc:void 0;return{image:ngc?.modelPuller,named:!!ngc?.pullSecret,path:at(`spec`,`source`,`ngc`,`pullSecret`)}}function secretsOfCache(spec){let{ngc,hf,dataStore}=spec.source??{},key=ngc?.modelEndpoint?.startsWith(`hf://`)?`HF_TOKEN`:`NGC_API_KEY`,keys=hasVariable(spec.env,`NIM_REPOSITORY_OVERRIDE`)||hasVariable(spec.env,key);return[...needed(ngc?.pullSecret,[`spec`,`source`,`ngc`,`pullSecret`],`pull`),...needed(keys?void 0:ngc?.authSecret,[`spec`,`source`,`ngc`,`authSecret`],key),...needed(hf?.pullSecret,[`spec`,`source`,`hf`,`pullSecret`],`pull`),...needed(hf?.authSecret,[`spec`,`source`,`hf`,`authSecret`],`HF_TOKEN`),...needed(dataStore?.pullSecret,[`spec`,`source`,`dataStore`,`pullSecret`],`pull`),...needed(dataStore?.authSecret,[`spec`,`source`,`dataStore`,`authSecret`],`HF_TOKEN`)]}function secretsOfService(spec){let auth=hasVariable(spec.env,`NGC_API_KEY`)?void 0:spec.authSecret;return[...pullSecrets(spec.image),...needed(auth,[`spec`,`authSecret`],`NGC_API_KEY`)]}function secretsOfBuild(spec){return pullSecrets(spec.image)}function pullSecrets(image){return(image?.pullSecrets??[]).flatMap((name,index)=>needed(name,[`spec`,`image`,`pullSecrets`,index],`pull`))}function needed(name,path,use){return name?[{name,path,use}]:[]}function hasVariable(env,name){return(env??[]).some(variable=>variable?.name===name)}function secretsFirstUsedBy(resource,set){return set.derive(referencedSecrets).get(resource)??[]}function secretsByNamespace(set){let found=/* @__PURE__ */ new Map;for(let companion of set.companions){if(companion.kind!==`Secret`)continue;let same=found.get(companion.namespace);same?same.push(companion):found.set(companion.namespace,[companion])}return found}function typeOfSecret(secret){return typeof secret.value.type==`string`&&secret.value.type!==``?secret.value.type:`Opaque`}function keysOfSecret(secret){return[secret.value.data,secret.value.stringData].flatMap(data=>isMap(data)?Object.keys(data):[])}function isPullSecretType(type){return type===`kubernetes.io/dockerconfigjson`||type===`kubernetes.io/dockercfg`}function referencedSecrets(set){let byResource=/* @__PURE__ */ new Map;if(set.derive(secretsByNamespace).size===0)return byResource;let seen=/* @__PURE__ */ new Set,resources=[...set.ofKind(`NIMCache`),...set.services,...set.ofKind(`NIMBuild`)];for(let resource of resources)if(resource.pipeline?.enabled!==!1)for(let reference of secretsOf$1(resource)){let key=[resource.namespace,reference.name,reference.use].join(`\0`);if(seen.has(key))continue;seen.add(key);let manifest=set.companion(`Secret`,resource.namespace,reference.name),own=byResource.get(resource)??[];byResource.set(resource,[...own,{reference,first:resource,manifest}])}return byResource}function secretsOf$1(resource){return isOfKind(resource,`NIMCache`)?secretsOfCache(resource.spec):isOfKind(resource,`NIMService`)?secretsOfService(resource.spec):isOfKind(resource,`NIMBuild`)?secretsOfBuild(resource.spec):[]}const pullSecretMissingInSet=rule$1({id:`pull-secret-missing-in-set`,title:`an image pull Secret is not in the set, though others are`,kinds:[`NIMCache`,`NIMService`,`NIMBuild`],severity:`warning`,enforcedBy:`operator`,why:`The set holds image pull Secrets of this namespace, but not this one. Without it the pods cannot pull: a
cache shows an empty state for ever, since its manifest pod never runs. For images that load their own model
(\`native\`) it is worse: the operator cannot read the image's label either, and silently treats it like an
older one.`,source:`k8s-nim-operator v3.1.2, nimsource protocol probe; seen on a cluster (trap T37); issue 343`,check(resource,report,{set}){let forPulling=(set.derive(secretsByNamespace).get(resource.namespace)??[]).filter(secret=>isPullSecretType(typeOfSecret(secret)));if(forPulling.length!==0)for(let{reference,manifest}of secretsFirstUsedBy(resource,set)){if(manifest||reference.use!==`pull`)continue;let names=forPulling.map(({name})=>name),near=nearName(reference.name,names);report(reference.path,`the image pull Secret ${reference.name} is not in the set, but others are`,{help:near?`did you mean \`${near}\`?`:`image pull Secrets of the set: ${names.slice(0,5).join(`, `)}`,related:forPulling.slice(0,1).map(secret=>({resource:secret,path:at(`metadata`,`name`)}))})}},examples:{bad:`
apiVersion: v1
kind: Secret
metadata:
  name: ngc-pull
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: UkVEQUNURUQ=
---
apiVersion: v1
kind: Secret
metadata:
  name: ngc-api-key
data:
  NGC_API_KEY: UkVEQUNURUQ=
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: chat
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pul]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: v1
kind: Secret
metadata:
  name: ngc-pull
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: UkVEQUNURUQ=
---
apiVersion: v1
kind: Secret
metadata:
  name: ngc-api-key
data:
  NGC_API_KEY: UkVEQUNURUQ=
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),pullSecretWrongType=rule$1({id:`pull-secret-wrong-type`,title:`a Secret of the wrong type pulls images, or holds the API key`,kinds:[`NIMCache`,`NIMService`,`NIMBuild`],severity:`error`,enforcedBy:`operator`,why:"Two Secrets are needed, and they are not alike: the one that pulls images has the type\n`kubernetes.io/dockerconfigjson`, with user `$oauthtoken` and the key as password; the one with the API key\nis `Opaque` and has the key `NGC_API_KEY` (or `HF_TOKEN`). The kubelet passes over a pull Secret of\nanother type, and the image cannot be pulled; a pull Secret holds no `NGC_API_KEY`, so the download fails.",source:`Kubernetes documentation, image pull Secrets; NVIDIA NIM Operator documentation, image pull Secrets`,check(resource,report,{set}){for(let{reference,manifest}of secretsFirstUsedBy(resource,set)){if(!manifest)continue;let type=typeOfSecret(manifest),pulls=reference.use===`pull`;if(isPullSecretType(type)===pulls)continue;let message=pulls?`the Secret ${reference.name} is to pull images, but its type is ${type}`:`the Secret ${reference.name} is to hold ${reference.use}, but is an image pull Secret`;report(reference.path,message,{help:pulls?"make one with `kubectl create secret docker-registry`, and name it here":`name an Opaque Secret with the key ${reference.use}`,related:[{resource:manifest,path:at(`type`)}]})}},examples:{bad:`
apiVersion: v1
kind: Secret
metadata:
  name: ngc-pull
data:
  NGC_API_KEY: UkVEQUNURUQ=
---
apiVersion: v1
kind: Secret
metadata:
  name: ngc-api-key
data:
  NGC_API_KEY: UkVEQUNURUQ=
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: v1
kind: Secret
metadata:
  name: ngc-pull
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: UkVEQUNURUQ=
---
apiVersion: v1
kind: Secret
metadata:
  name: ngc-api-key
data:
  NGC_API_KEY: UkVEQUNURUQ=
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),pvcAccessModeMissing=rule$1({id:`pvc-access-mode-missing`,title:`a volume is to be made, but its access mode is missing`,kinds:[`NIMCache`,`NIMService`],severity:`error`,enforcedBy:`operator`,why:'There is no default access mode. With `pvc.create: true` and no `volumeAccessMode` the operator asks\nfor a claim whose only mode is the empty text, and the API server refuses that claim: `spec.accessModes:\nUnsupported value: ""`. The NIMCache stays `NotReady`, a NIMService becomes `Failed`.\n\nSeveral pods on several nodes need `ReadWriteMany`; one pod at a time can do with `ReadWriteOnce`.',source:`k8s-nim-operator v3.1.2, shared/pvc.go ConstructPVC; seen on a cluster (trap T3)`,check(resource,report,{set}){let{pvc,nimCache}=resource.spec.storage??{};if(pvc?.create!==!0||pvc.volumeAccessMode||nimCache?.name)return;let path=at(`spec`,`storage`,`pvc`,`volumeAccessMode`);isRefused(resource,path)||set.companion(`PersistentVolumeClaim`,resource.namespace,claimNameOf(resource.name,pvc))||report(path,`spec.storage.pvc.create is true, but spec.storage.pvc.volumeAccessMode is missing`,{help:`write one of ReadWriteMany (several pods on several nodes), ReadWriteOnce, ReadWriteOncePod`,related:[at(`spec`,`storage`,`pvc`,`create`)]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),accessModes=[`ReadWriteOnce`,`ReadOnlyMany`,`ReadWriteMany`,`ReadWriteOncePod`],shortForms={RWO:`ReadWriteOnce`,ROX:`ReadOnlyMany`,RWX:`ReadWriteMany`,RWOP:`ReadWriteOncePod`};function isAccessMode(text){return accessModes.some(mode=>mode===text)}function meantAccessMode(text){let plain=text.replace(/[\s_-]/g,``),short=shortForms[plain.toUpperCase()];if(short!==void 0)return{mode:short,sure:!0};let same=accessModes.find(mode=>mode.toLowerCase()===plain.toLowerCase());if(same!==void 0)return{mode:same,sure:!0};let near=accessModes.find(mode=>mode===closest$1(plain,accessModes));return near&&{mode:near,sure:!1}}const pvcAccessModeValue=rule$1({id:`pvc-access-mode-value`,title:`volumeAccessMode is not one of the four modes`,kinds:[`NIMCache`,`NIMService`],severity:`error`,enforcedBy:`webhook`,why:"`spec.storage.pvc.volumeAccessMode` is written as in a PersistentVolumeClaim: `ReadWriteOnce`,\n`ReadOnlyMany`, `ReadWriteMany` or `ReadWriteOncePod`, in exactly these letters. The webhook refuses\nthe short forms that kubectl prints (`RWX`) and any other spelling. Without it the claim that the operator\nmakes is refused by the API server, and the object never becomes Ready.",source:`k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go, validatePVCConfiguration (W7, W16)`,check(resource,report){let written=resource.spec.storage?.pvc?.volumeAccessMode;if(!written||isAccessMode(written))return;let path=at(`spec`,`storage`,`pvc`,`volumeAccessMode`),meant=meantAccessMode(written);report(path,`${formatPath(path)} cannot be ${JSON.stringify(written)}`,{help:meant?`write ${meant.mode}`:`write one of ${accessModes.join(`, `)}`,fix:meant&&(meant.sure?set(path,meant.mode):unsafe(set(path,meant.mode)))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: RWX
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),pvcClaimMissingInSet=rule$1({id:`pvc-claim-missing-in-set`,title:`a claim that is to exist is not in the set`,kinds:[`NIMCache`,`NIMService`],severity:`warning`,enforcedBy:`operator`,why:"Without `pvc.create: true` the claim must be there: a NIMCache stays `NotReady` with\n`PersistentVolumeClaim … not found` until it is, and the pods of a NIMService stay Pending. Said only where\nthe set holds other claims of the namespace, so that claims seem to be kept in this repository.",source:`k8s-nim-operator v3.1.2, nimcache_controller.go reconcilePVC; seen on a cluster`,check(resource,report,{set:set$2}){let{pvc,nimCache}=resource.spec.storage??{};if(!pvc?.name||pvc.create===!0||nimCache?.name)return;let{namespace}=resource,claims=set$2.derive(claimsByNamespace).get(namespace);if(!claims||claims.has(pvc.name)||set$2.derive(firstMakers).has(keyOfObject(`PersistentVolumeClaim`,namespace,pvc.name)))return;let near=nearName(pvc.name,claims),path=at(`spec`,`storage`,`pvc`,`name`);report(path,`no PersistentVolumeClaim ${JSON.stringify(pvc.name)} in namespace ${namespace} of this set`,{help:near?`did you mean \`${near}\`?`:"add the claim, or write `create: true` with size and access mode",fix:near?unsafe(set(path,near)):void 0})},examples:{bad:`
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: weights
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      name: weights
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b-fp8
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        precision: fp8
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      name: wieghts
`,good:`
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: weights
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      name: weights
`}});function claimsByNamespace(set){let claims=/* @__PURE__ */ new Map;for(let{kind,namespace,name}of set.companions){if(kind!==`PersistentVolumeClaim`)continue;let known=claims.get(namespace);known?known.add(name):claims.set(namespace,/* @__PURE__ */ new Set([name]))}return claims}const pvcNameMissing=rule$1({id:`pvc-name-missing`,title:`a claim is neither to be made nor named`,kinds:[`NIMCache`,`NIMService`],severity:`error`,enforcedBy:`webhook`,why:'Unless `create` is true, the operator makes no PersistentVolumeClaim and needs the name of an\nexisting one. The webhook refuses a pvc with neither. Without it a cache waits for ever for a claim NAME-pvc\nthat nobody makes (NotReady), and a service gets no pods: "neither external PVC name, NIMCache volume …".\n\nWrite `create: true` with `size` and `volumeAccessMode` for a claim of the operator\'s; it is deleted\ntogether with the object. Write `name` for a claim that somebody else makes.',source:`k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go, validatePVCConfiguration (W6, W16)`,check(resource,report){let pvc=resource.spec.storage?.pvc,isSaid=resource.kind===`NIMCache`?isCacheClaimNamed(pvc):isClaimNamed(pvc);if(!pvc||!isSaid||pvc.create===!0||pvc.name)return;let place=at(`spec`,`storage`,`pvc`);if(isRefused(resource,[...place,`name`])||isRefused(resource,[...place,`create`]))return;let wantsNew=!!pvc.size;report([...place,`name`],`spec.storage.pvc has no name, and create is ${pvc.create===!1?`false`:`not set`}`,{help:wantsNew?"add `create: true` to have a claim of that size made, or `name` to use an existing claim":"add the `name` of an existing claim, or `create: true` with size and volumeAccessMode",...pvc.create===!1?{related:[[...place,`create`]]}:{},fix:wantsNew&&pvc.volumeAccessMode?unsafe(set([...place,`create`],!0)):void 0})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),pvcSizeMissing=rule$1({id:`pvc-size-missing`,title:`a volume is to be made, but its size is missing or no size`,kinds:[`NIMCache`,`NIMService`],severity:`error`,enforcedBy:`operator`,why:"With `pvc.create: true` the operator makes the claim and reads `size` as a Kubernetes quantity. The\nCRD takes any text, and none too, since its rule about it was dropped in 3.0.0. A NIMCache then stays\n`NotReady` with the condition `NIM_CACHE_RECONCILE_FAILED: failed to parse size for pvc creation`, a\nNIMService becomes `Failed`; both are tried again for ever.\n\nWrite a number with a binary suffix, such as `50Gi`, with room for all profiles that are selected.",source:`k8s-nim-operator v3.1.2, shared/pvc.go ConstructPVC; seen on a cluster (trap T2)`,check(resource,report,{set:set$1}){let{pvc,nimCache}=storageOf(resource);if(pvc?.create!==!0||nimCache?.name)return;let path=at(`spec`,`storage`,`pvc`,`size`);if(isRefused(resource,path)||set$1.companion(`PersistentVolumeClaim`,resource.namespace,claimNameOf(resource.name,pvc)))return;let size=pvc.size??``;if(usualSize.test(size))return;let amount=parseQuantity(size);if(amount&&amount.nano>0n)return;if(size===``){report(path,`spec.storage.pvc.create is true, but spec.storage.pvc.size is missing`,{help:"write the size of the volume, such as `size: 50Gi`",related:[at(`spec`,`storage`,`pvc`,`create`)]});return}let meant=meantSize(size);report(path,`spec.storage.pvc.size ${JSON.stringify(size)} is ${amount?`not above zero`:`no quantity`}`,{help:meant?`write \`size: ${meant}\``:"write a number with a suffix, such as `50Gi` or `1Ti`",fix:meant?unsafe(set(path,meant)):void 0})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),usualSize=/^[1-9][0-9]{0,5}[MGT]i$/;function storageOf({spec}){return spec.storage??{}}function meantSize(written){let[,amount,unit]=/^\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgtp])i?b?\s*$/i.exec(written)??[];if(!amount||!unit)return;let meant=`${amount}${unit.toUpperCase()}i`;return parseQuantity(meant)?meant:void 0}const qosProfileValue=rule$1({id:`qos-profile-value`,title:`qosProfile is neither latency nor throughput`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`webhook`,why:'`qosProfile` is compared with the tag `profile` of each profile in the image, and that is\n`latency` or `throughput`. The webhook refuses anything else, other cases and blanks too. Without the\nwebhook such a filter selects nothing as a rule, and the cache stays NotReady with "no profiles are selected\nfor caching".',source:`k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go (W1i)`,check(cache,report){let model=cache.spec.source?.ngc?.model,written=model?.qosProfile;if(!written||isQosProfile(written)||model?.profiles?.length)return;let path=at(`spec`,`source`,`ngc`,`model`,`qosProfile`),meant=qosProfiles.find(known=>known===written.trim().toLowerCase()),near=meant??closest$1(written,qosProfiles);report(path,`${formatPath(path)} cannot be ${JSON.stringify(written)}`,{help:near===void 0?`write latency or throughput, or leave it out`:`write ${near}; latency and throughput are known`,fix:meant===void 0?near===void 0?void 0:unsafe(set(path,near)):set(path,meant)})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
        qosProfile: Throughput
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
        qosProfile: throughput
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),qosProfiles=[`latency`,`throughput`];function isQosProfile(text){return qosProfiles.includes(text)}const readWriteOnceShared=rule$1({id:`read-write-once-shared`,title:`several replicas share a volume that only one node can attach`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`scheduler`,why:"A claim with `ReadWriteOnce` is attached to one node at a time. The scheduler does not look at that: replicas go to\nseveral nodes, and those away from the first stay in ContainerCreating with `Multi-Attach error for volume`. They work\nonly while all of them fit on one node. With `ReadWriteOncePod` a second replica can never run at all.",source:`kube-scheduler VolumeRestrictions (looks at ReadWriteOncePod only); trap T17`,check(service,report,{set}){let{spec}=service,replicas=mostReplicas(spec);if(isMultiNode(spec)||replicas<=1)return;let claim=modelClaimOf(service,set);claim&&claim.mode!==void 0&&claim.mode!==`other`&&report(spec.scale?.enabled===!0?at(`spec`,`scale`,`hpa`,`maxReplicas`):at(`spec`,`replicas`),`${replicas} replicas share the claim ${JSON.stringify(claim.name)}, which is ${claim.mode}`,{help:`use a claim with ReadWriteMany and a storage class that offers it, such as a shared file system`,related:accessModePlace(claim),severity:claim.mode===`ReadWriteOncePod`?`error`:`warning`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteOnce
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 3
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 3
`}}),readWriteOnceTwoServices=rule$1({id:`read-write-once-two-services`,title:`several services share a volume that only one node can attach`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`scheduler`,why:"A cache can serve any number of services, but a claim with `ReadWriteOnce` is attached to one node at a time. Pods\nof the second service that land on another node stay in ContainerCreating with `Multi-Attach error for volume`. With\n`ReadWriteOncePod` the second service can never run.",source:`kube-scheduler VolumeRestrictions (looks at ReadWriteOncePod only); trap T17`,check(service,report,{set}){if(mostReplicas(service.spec)===0)return;let claim=modelClaimOf(service,set);if(!claim||claim.mode===void 0||claim.mode===`other`)return;let first=(set.derive(servicesByClaim).get(keyOf(service.namespace,claim.name))??[]).find(other=>mostReplicas(other.spec)>0);first&&first!==service&&report([`spec`,`storage`,...service.spec.storage?.nimCache?.name?at(`nimCache`,`name`):at(`pvc`,`name`)],`the claim ${JSON.stringify(claim.name)} is ${claim.mode} and the service ${first.name} has it already`,{help:`use a claim with ReadWriteMany, or give each service a cache of its own`,related:[{resource:first,path:at(`spec`,`storage`),message:`${first.name} mounts the claim too`},...accessModePlace(claim)],severity:claim.mode===`ReadWriteOncePod`?`error`:`warning`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteOnce
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b-batch
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b-batch
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),registryLookupEachReconcile=rule$1({id:`registry-lookup-each-reconcile`,title:`the operator asks a registry that it cannot reach, again and again`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`operator`,since:`3.1.2`,why:`Where a service has no \`storage.nimCache.name\`, the operator looks its image up at the registry at every reconcile,
from its own pod and without the mirrors that the nodes' container runtime may know. Where an air gap drops packets, one
reconcile hangs for more than a minute, and since there is one worker, every other NIMService waits. With a NIMCache the
operator knows the answer already.

The rule runs where the configuration says \`airGapped\`, and looks at public registries only.`,source:`k8s-nim-operator v3.1.2, internal/nimsource/imageinspect.go; seen on a cluster (trap T39)`,check(service,report,{settings}){let{image,storage,inferencePlatform}=service.spec;if(!settings.airGapped||!image?.repository||storage?.nimCache?.name||inferencePlatform===`kserve`||isMultiNode(service.spec))return;let registry=imageOf(image).registry??`docker.io`;publicRegistries.has(registry)&&report(at(`spec`,`storage`),`without a NIMCache the operator asks ${registry} about the image at every reconcile`,{help:`serve the model from a NIMCache, name the image by an internal registry, or have the firewall refuse, not drop`,related:[at(`spec`,`image`,`repository`)],onKey:!0})},examples:{settings:{airGapped:!0},bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: NGC_API_KEY
      value: ""
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: registry.example.com/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [mirror-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: NGC_API_KEY
      value: ""
`}}),publicRegistries=/* @__PURE__ */ new Set([`nvcr.io`,`docker.io`,`ghcr.io`,`quay.io`,`gcr.io`,`public.ecr.aws`]),replicasWithAutoscaling=rule$1({id:`replicas-with-autoscaling`,title:`a service that scales by itself also fixes its replica count`,kinds:[`NIMService`],severity:`error`,enforcedBy:`api-server`,since:`3.0.2`,why:"With `spec.scale.enabled: true` the HorizontalPodAutoscaler owns the number of replicas. The CRD refuses a\n`spec.replicas` beside it, because operator and autoscaler would overwrite each other.",source:`CRD rule on NIMService.spec (S3); k8s-nim-operator issues 687, 681, 145`,check(service,report){service.spec.scale?.enabled&&service.spec.replicas!==void 0&&report(at(`spec`,`replicas`),`spec.replicas cannot be set while spec.scale.enabled is true`,{help:`remove spec.replicas; the HPA keeps the count between minReplicas and maxReplicas`,related:[at(`spec`,`scale`,`enabled`)],fix:remove(`spec`,`replicas`)})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
  scale:
    enabled: true
    hpa:
      minReplicas: 1
      maxReplicas: 4
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  scale:
    enabled: true
    hpa:
      minReplicas: 1
      maxReplicas: 4
`}}),requestsOverLimits=rule$1({id:`requests-over-limits`,title:`a request is above its limit`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"A pod may not ask for more than its limit. The CRD does not compare the two, but the API server refuses the\nDeployment (`must be less than or equal to memory limit`), and the service is Failed.",source:`Kubernetes pkg/apis/core/validation, ValidateResourceRequirements`,check(service,report){let{requests,limits}=service.spec.resources??{};for(let[name,amount]of Object.entries(requests??{})){let limit=limits?.[name];if(isExtendedResource(name)||amount===void 0||limit===void 0)continue;let[asked,allowed]=[parseQuantity(amount),parseQuantity(limit)];!asked||!allowed||compareQuantities(asked,allowed)<=0||report(at(`spec`,`resources`,`requests`,name),`${name}: the request of ${amount} is above the limit of ${limit}`,{help:`write ${limit} or less, or raise the limit`,related:[at(`spec`,`resources`,`limits`,name)]})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    requests:
      memory: 64Gi
    limits:
      memory: 32Gi
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    requests:
      memory: 32Gi
    limits:
      memory: 64Gi
      nvidia.com/gpu: 1
  replicas: 1
`}}),resourceClaimMissing=rule$1({id:`resource-claim-missing`,title:`draResources name a claim or a template that is not there`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`scheduler`,why:`Pods wait until the ResourceClaim or ResourceClaimTemplate exists in their namespace; meanwhile the service shows no
state at all. A claim and a template are two things: a name of one is no name of the other. The rule looks only where the set
has such an object of that name, or others of that kind in the namespace.`,source:`k8s-nim-operator v3.1.2, nimservice.go updateResourceClaimStatus; seen on a cluster`,check(service,report,{set}){for(let[index,item]of(service.spec.draResources??[]).entries())for(let{field,kind,otherKind,otherField}of references){let name=item?.[field];if(!name||set.companion(kind,service.namespace,name))continue;let path=at(`spec`,`draResources`,index,field);if(set.companion(otherKind,service.namespace,name)){report(path,`${JSON.stringify(name)} is a ${otherKind}, not a ${kind}`,{help:`write it as \`${otherField}: ${name}\``,severity:`error`});continue}let known=set.derive(namesByKind).get(`${kind}\0${service.namespace}`);if(!known)continue;let near=closest$1(name,known);report(path,`there is no ${kind} ${JSON.stringify(name)} in the namespace ${service.namespace}`,{help:near===void 0?`the set has ${known.slice(0,5).join(`, `)}`:`did you mean \`${near}\`?`})}},examples:{bad:`
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata:
  name: one-h100
spec:
  spec:
    devices:
      requests:
        - name: gpu
          exactly: {deviceClassName: gpu.nvidia.com}
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - resourceClaimName: one-h100
`,good:`
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata:
  name: one-h100
spec:
  spec:
    devices:
      requests:
        - name: gpu
          exactly: {deviceClassName: gpu.nvidia.com}
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 1
  draResources:
    - resourceClaimTemplateName: one-h100
`}}),claim={field:`resourceClaimName`,kind:`ResourceClaim`},template={field:`resourceClaimTemplateName`,kind:`ResourceClaimTemplate`},references=[{...claim,otherKind:template.kind,otherField:template.field},{...template,otherKind:claim.kind,otherField:claim.field}];function namesByKind(set){let names=/* @__PURE__ */ new Map;for(let{kind,namespace,name}of set.companions){if(kind!==claim.kind&&kind!==template.kind)continue;let key=`${kind}\0${namespace}`,known=names.get(key);known?known.push(name):names.set(key,[name])}return names}const resourceClaimsInResources=rule$1({id:`resource-claims-in-resources`,title:`resources.claims is used, which the operator does not know`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:"`spec.resources` has the type of a container's resources in Kubernetes, `claims` included, but\nthe operator makes its claims for devices from `spec.draResources` only. The webhook refuses `claims`,\neven an empty list. Without it `claims` is ignored, and the pods get no device.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateResourcesConfiguration (W20)`,check(service,report){let claims=service.spec.resources?.claims;claims!==void 0&&report(at(`spec`,`resources`,`claims`),`spec.resources.claims is not allowed in a NIMService`,{help:claims.length===0?`remove it`:`remove it, and name the claims under spec.draResources`,fix:claims.length===0?remove(`spec`,`resources`,`claims`):unsafe(remove(`spec`,`resources`,`claims`))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
    claims:
      - name: gpu
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),resourceName=rule$1({id:`resource-name`,title:`resources name something that Kubernetes or the device plugin does not know`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"A resource without a prefix must be one of Kubernetes' own: the API server refuses a Deployment with `gpu: 1` (`must be a\nstandard resource for containers`) and the service is Failed. A resource with a prefix that no device plugin offers, such as\n`nvidia.com/gpus`, is accepted, and its pods stay Pending for ever.",source:`Kubernetes pkg/apis/core/validation, validateContainerResourceName; k8s-device-plugin resource names`,check(service,report){for(let side of[`limits`,`requests`])for(let name of Object.keys(service.spec.resources?.[side]??{})){let path=at(`spec`,`resources`,side,name),meant=meantBy(name),help=meant&&`write \`${meant}\``,fix=meant&&service.spec.resources?.[side]?.[meant]===void 0?unsafe(rename$1(path,meant)):void 0;!name.includes(`/`)&&!ownResources.test(name)?report(path,`${JSON.stringify(name)} is no resource of Kubernetes: the pods are refused`,{help:help??`the ones without a prefix are cpu, memory, ephemeral-storage and hugepages-<size>`,fix,onKey:!0}):meant===`nvidia.com/gpu`&&report(path,`no device plugin offers ${JSON.stringify(name)}: the pods stay Pending`,{help,fix,severity:`warning`,enforcedBy:`scheduler`,onKey:!0})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),ownResources=/^(cpu|memory|ephemeral-storage|hugepages-.+)$/;function meantBy(name){if(!(ownResources.test(name)||name===`nvidia.com/gpu`||name===`nvidia.com/vgpu`))return/^(nvidia[-._/]?)?gpus?$/i.test(name)?gpuResource:name.includes(`/`)?closest$1(name,[gpuResource]):closest$1(name,[`cpu`,`memory`,`ephemeral-storage`])}const resourcesWithoutGpuWithProfile=rule$1({id:`resources-without-gpu-with-profile`,title:`resources that lack requests or limits stop the operator from adding the profile's GPUs`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"With `storage.nimCache.profile` the operator adds the profile's GPUs to `requests` and to `limits`. Where\n`resources` is written without one of the two, and without `nvidia.com/gpu`, it writes into a map that does not exist:\nit panics, recovers and tries again for ever. The service has no state and no condition, a Service is made and no\nDeployment. Both maps, or `nvidia.com/gpu` in one, or no `resources` at all: any of these works.",source:`k8s-nim-operator v3.1.2, nimservice.go addGPUResources; seen on a cluster (trap T10)`,check(service,report,{set}){let{resources,storage,multiNode}=service.spec;if(!resources||gpuCountOf(resources)||!mayAddGpus(service,set)||isRefused(service,[`spec`,`resources`]))return;let missing=[`requests`,`limits`].filter(side=>{let map=valueAt(service.spec,[`resources`,side]);return!isMap(map)||Object.keys(map).length===0});if(missing.length===0)return;let tensor=multiNode?.parallelism?.tensor;report(at(`spec`,`resources`),`spec.resources has no ${missing.join(` and no `)}: the operator panics when it adds the GPUs of the profile ${JSON.stringify(storage?.nimCache?.profile)}`,{help:`write resources.limits nvidia.com/gpu: ${tensor??`N, as many as the profile needs`}`,related:[at(`spec`,`storage`,`nimCache`,`profile`)],onKey:!0})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      cpu: 8
      memory: 32Gi
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      cpu: 8
      memory: 32Gi
      nvidia.com/gpu: 1
  replicas: 1
`}}),routerHostMissing=rule$1({id:`router-host-missing`,title:`a router has no host name`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,since:`3.1.0`,why:"`spec.expose.router` makes an Ingress, or routes on a Gateway, for the host\nNAME.NAMESPACE.`hostDomainName`. The webhook refuses a router without that domain. Without the webhook the\nhost ends in a dot, which is no valid host of an Ingress or a route, so that the API server refuses what the\noperator makes and the service is Failed.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateRouterConfiguration (W17)`,check(service,report){let router=service.spec.expose?.router,path=at(`spec`,`expose`,`router`,`hostDomainName`);if(!router||router.hostDomainName||isRefused(service,path))return;let entry=router.ingress?`ingress`:router.gateway?`gateway`:void 0;entry!==void 0&&report(path,`spec.expose.router has an ${entry===`ingress`?`Ingress`:`entry by a Gateway`}, but no hostDomainName`,{help:"add `hostDomainName`, a domain such as models.example.com; the name of the service goes before it",related:[at(`spec`,`expose`,`router`,entry)]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    router:
      ingress:
        ingressClass: nginx
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    router:
      hostDomainName: models.example.com
      ingress:
        ingressClass: nginx
`}}),routerIngressAndGateway=rule$1({id:`router-ingress-and-gateway`,title:`a router has an Ingress and a Gateway`,kinds:[`NIMService`],severity:`error`,enforcedBy:`api-server`,since:`3.1.0`,why:"`spec.expose.router` leads requests in through an Ingress or through routes on a Gateway. The CRD\nrefuses both: keep the one that the cluster has a controller for.",source:`CRD rule on NIMService.spec.expose.router (R1); the webhook says the same (W17)`,check(service,report){let{gateway,ingress}=service.spec.expose?.router??{};if(!gateway||!ingress)return;let router=at(`spec`,`expose`,`router`);report([...router,`gateway`],`spec.expose.router has both ingress and gateway`,{help:"keep `ingress` or `gateway`, whichever the cluster has a controller for",related:[[...router,`ingress`]]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    router:
      hostDomainName: models.example.com
      ingress:
        ingressClass: nginx
      gateway:
        name: inference
        namespace: gateways
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    router:
      hostDomainName: models.example.com
      ingress:
        ingressClass: nginx
`}}),sameSecretForPullAndKey=rule$1({id:`same-secret-for-pull-and-key`,title:`one Secret is named both for pulling images and for the API key`,kinds:[`NIMCache`,`NIMService`],severity:`warning`,enforcedBy:`operator`,why:"The kubelet pulls images with a Secret of type `kubernetes.io/dockerconfigjson`, whose one key is\n`.dockerconfigjson`. The model is downloaded with the key `NGC_API_KEY` (or `HF_TOKEN`) of an Opaque\nSecret. One Secret of the first type does not have the second key: the container fails to start\n(`CreateContainerConfigError`), or downloads without a key and is refused; one of the second type is of no\nuse to the kubelet, which then gets `ImagePullBackOff`.\n\nMake two Secrets, even though both hold the same NGC key.",source:`k8s-nim-operator v3.1.2, nimcache_controller.go and nimservice_types.go; Kubernetes documentation on image pull Secrets`,check(resource,report){for(let{key,keyPath,pulls}of secretsOf(resource)){let pull=pulls.find(({name})=>name===key);key&&pull&&report(pull.path,`Secret ${key} is named both as image pull Secret and as API key`,{help:`make two: one of type kubernetes.io/dockerconfigjson for the registry, one Opaque with the key${keyPath[2]===`hf`||keyPath[2]===`dataStore`?` HF_TOKEN`:` NGC_API_KEY`}`,related:[keyPath]})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-api-key]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function secretsOf(resource){if(isOfKind(resource,`NIMService`)){let pulls=resource.spec.image?.pullSecrets??[];return[{key:resource.spec.authSecret,keyPath:at(`spec`,`authSecret`),pulls:pulls.map((name,index)=>({name,path:at(`spec`,`image`,`pullSecrets`,index)}))}]}return isOfKind(resource,`NIMCache`)?[`ngc`,`dataStore`,`hf`].map(from=>({key:resource.spec.source?.[from]?.authSecret,keyPath:at(`spec`,`source`,from,`authSecret`),pulls:[{name:resource.spec.source?.[from]?.pullSecret,path:at(`spec`,`source`,from,`pullSecret`)}]})):[]}const scaleWithoutHpa=rule$1({id:`scale-without-hpa`,title:`a service scales by itself, but nothing says how far`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:"With `spec.scale.enabled: true` the operator makes a HorizontalPodAutoscaler from\n`spec.scale.hpa`. The webhook refuses the service without it. Without the webhook the autoscaler gets 0 as\nits most replicas, the API server refuses that, and the service is Failed (HPAFailed).",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateScaleConfiguration (W19)`,check(service,report){let{scale}=service.spec,path=at(`spec`,`scale`,`hpa`);!scale?.enabled||scale.hpa||isRefused(service,path)||report(path,`spec.scale is enabled, but spec.scale.hpa is missing`,{help:`add hpa with minReplicas, maxReplicas and the metrics to scale by`,related:[at(`spec`,`scale`,`enabled`)]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  scale:
    enabled: true
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  scale:
    enabled: true
    hpa:
      minReplicas: 1
      maxReplicas: 4
      metrics:
        - type: Pods
          pods:
            metric:
              name: gpu_cache_usage_perc
            target:
              type: AverageValue
              averageValue: "0.5"
`}}),secretEnvByValue=rule$1({id:`secret-env-by-value`,title:`an environment variable that is named like a secret is written out`,kinds:[`NIMCache`,`NIMService`,`NIMPipeline`,`NIMBuild`],severity:`warning`,enforcedBy:`nimops`,why:"A variable named `…_API_KEY`, `…_TOKEN`, `…_PASSWORD` or `…_SECRET` with a literal value is\na secret in Git, most of the time. Whoever reads the repository, or may `get` the object, has it. Put it\ninto a Secret and take it from there with `valueFrom.secretKeyRef`. Numbers, booleans, paths and\nreferences such as `$(NAME)` are left alone. nimops never prints the value.",source:`good practice`,check(resource,report){for(let{name,value,namePath}of literalVariables(resource))!secretName.test(name)||harmless.test(value)||credentialsIn(value).length>0||report(namePath,`${name} is written out, and its name says that it is a secret`,{help:`put the value into a Secret, and write valueFrom.secretKeyRef in place of value`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: METRICS_PASSWORD
      value: correct-horse
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: METRICS_PASSWORD
      valueFrom:
        secretKeyRef:
          name: metrics
          key: password
`}}),secretName=/(?:^|_)(?:API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|TOKEN|PASSWORD|PASSWD|PASSPHRASE|SECRET|CREDENTIALS?)$/i,harmless=/^(?:true|false|yes|no|on|off|none|null|empty|dummy|unused|not-?(?:used|needed|required)|-?[0-9]+(?:\.[0-9]+)?|\/.*|\$[({].*[)}]|<.*>|\s*)$/i,secretLacksKey=rule$1({id:`secret-lacks-key`,title:`a Secret of the set lacks the key that it is needed for`,kinds:[`NIMCache`,`NIMService`],severity:`error`,enforcedBy:`operator`,why:"The operator takes `NGC_API_KEY` out of the auth Secret of a service; a cache gets all keys of its\nSecret as environment variables and needs `NGC_API_KEY` among them, or `HF_TOKEN` where the model comes from\nHugging Face or a Data Store. Another name, such as `api-key`, is not found: the pods of a service stop at\n`CreateContainerConfigError`, the download Job fails with an error about the missing key.\n\nMirrors are left out: with `NIM_REPOSITORY_OVERRIDE` the Secret holds the mirror's credentials. Only the names\nof the keys are read.",source:`k8s-nim-operator v3.1.2, nimservice_types.go, nimcache_types.go EnvFromSecrets; issues 657, 698, 709, 711, 750`,check(resource,report,{set}){for(let{reference,manifest}of secretsFirstUsedBy(resource,set)){let{use,name}=reference;if(!manifest||use===`pull`||isPullSecretType(typeOfSecret(manifest)))continue;let keys=keysOfSecret(manifest);if(keys.includes(use)||keys.length===0&&isFilledByOthers(manifest))continue;let held=keys.length===0?`no keys`:keys.map(key=>JSON.stringify(key)).join(`, `);report(reference.path,`the Secret ${name} has no key ${use}; it has ${held}`,{help:`rename the key in the Secret to ${use}`,severity:keys.includes(use===`HF_TOKEN`?`NGC_API_KEY`:`HF_TOKEN`)?`warning`:`error`,related:[{resource:manifest,path:at(`data`)}]})}},examples:{bad:`
apiVersion: v1
kind: Secret
metadata:
  name: ngc-api-key
data:
  api-key: UkVEQUNURUQ=
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: v1
kind: Secret
metadata:
  name: ngc-api-key
data:
  NGC_API_KEY: UkVEQUNURUQ=
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function isFilledByOthers({value}){return isMap(value.metadata)&&isMap(value.metadata.annotations)}const secretNotInSet=rule$1({id:`secret-not-in-set`,title:`an auth Secret is not in the set, though others are`,kinds:[`NIMCache`,`NIMService`],severity:`info`,enforcedBy:`nimops`,why:`The set holds Secrets of this namespace, but not this one. If it does not exist in the cluster, the pods
of a service stop at \`CreateContainerConfigError\`, and so do those of a cache. Nothing is said where the set
holds no Secrets, which is how it should be: real keys belong into a secret store, not into Git.`,source:`k8s-nim-operator v3.1.2, nimservice_types.go, nimcache_types.go`,check(resource,report,{set}){let present=set.derive(secretsByNamespace).get(resource.namespace);if(present)for(let{reference,manifest}of secretsFirstUsedBy(resource,set)){if(manifest||reference.use===`pull`)continue;let near=nearName(reference.name,present.map(({name})=>name));report(reference.path,`the Secret ${reference.name} is not in the set, but others of its namespace are`,{help:near?`did you mean \`${near}\`?`:`it needs the key ${reference.use}; ignore this if it comes from elsewhere`,related:present.slice(0,1).map(secret=>({resource:secret,path:at(`metadata`,`name`)}))})}},examples:{bad:`
apiVersion: v1
kind: Secret
metadata:
  name: ngc-pull
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: UkVEQUNURUQ=
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: v1
kind: Secret
metadata:
  name: ngc-pull
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: UkVEQUNURUQ=
---
apiVersion: v1
kind: Secret
metadata:
  name: ngc-api-key
data:
  NGC_API_KEY: UkVEQUNURUQ=
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function isServiceName(name){return name.length<=59&&/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)}function correctedServiceName(name){let plain=name.toLowerCase().replace(/[^a-z0-9]+/g,`-`).replace(/^-+/,``);return(/^[a-z]/.test(plain)?plain:`nim-${plain}`).slice(0,59).replace(/-+$/,``)}const serviceName=rule$1({id:`service-name`,title:`the name of a service is none for what the operator makes of it`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"The operator makes a Service and a Deployment of the same name, with a container `<name>-ctr`. So the name has to be\na DNS label that begins with a letter, without dots, of at most 59 characters. The CRD accepts more: with\n`llama-3.1-8b` or `8b-llama` the Service is refused, with 60 to 63 characters the Deployment; the state is Failed.",source:`k8s-nim-operator v3.1.2, nimservice_types.go; seen on a cluster (trap T31)`,check(service,report){let{name:written,generateName}=service.metadata,name=written??(generateName===void 0?``:`${generateName}00000`);if(name===``||isServiceName(name)||refusedAtOnce(service))return;let corrected=correctedServiceName(written??generateName??``);report(at(`metadata`,written===void 0?`generateName`:`name`),faultOf(name,written??`${generateName}…`),{help:written===void 0?`write \`generateName: ${corrected}-\``:`write \`name: ${corrected}\``})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-3.1-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-3-1-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function refusedAtOnce(service){return service.problems.some(({path})=>path[0]===`metadata`&&/^(name|generateName)$/.test(String(path[1])))}function faultOf(name,shown){let quoted=JSON.stringify(shown);return name.length>59?`the name has ${name.length} characters; the container ${quoted.slice(0,30)}…-ctr" may have 63, the service 59`:name.includes(`.`)?`the Service ${quoted} will be refused: its name may have no dots`:/^[^a-z]/.test(name)?`the Service ${quoted} will be refused: its name must begin with a letter`:`the Service ${quoted} will be refused: lower-case letters, digits and hyphens only`}const servicePortsClash=rule$1({id:`service-ports-clash`,title:`two ports of a service are the same`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"API, gRPC and metrics are three ports of one Service, all of them TCP. The CRD does not compare them; the API server\nrefuses a Service with the same port twice (`Duplicate value`), and the NIMService is Failed.",source:`k8s-nim-operator v3.1.2, nimservice_types.go GetServiceParams; Kubernetes Service validation`,check(service,report){let exposed=service.spec.expose?.service,taken=/* @__PURE__ */ new Map([[exposed?.port??8e3,`port`]]);for(let field of[`grpcPort`,`metricsPort`]){let port=exposed?.[field];if(port===void 0)continue;let holder=taken.get(port);holder!==void 0&&report(at(`spec`,`expose`,`service`,field),`${field} ${port} is the same as ${holder}`,{help:`write another port; the API's default is 8000`,related:[at(`spec`,`expose`,`service`,holder)]}),taken.set(port,field)}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    service:
      port: 8000
      grpcPort: 8000
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    service:
      port: 8000
      grpcPort: 50051
`}}),serviceTypeValue=rule$1({id:`service-type-value`,title:`the type of the Service is none that works`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:"`expose.service.type` has no list of values in the CRD. The operator writes it into the Service,\nwhich the API server then refuses: the NIMService becomes `Failed` with reason `ServiceFailed`.\n`ExternalName` is refused as well, since it needs an `externalName`, and a NIMService has no field for\none.",source:`CRD v3.1.2 (no enum); Kubernetes core/v1 ServiceSpec`,check(service,report){let type=service.spec.expose?.service?.type;if(!type||types.includes(type))return;let place=at(`spec`,`expose`,`service`,`type`);if(type===`ExternalName`){report(place,`a Service of type ExternalName needs an externalName, which a NIMService cannot give`,{help:`write one of ${types.join(`, `)}`});return}let meant=closest$1(type,types);report(place,`${JSON.stringify(type)} is no type of a Service`,{help:meant===void 0?`write one of ${types.join(`, `)}`:`write ${meant}`,fix:meant===void 0?void 0:set(place,meant)})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    service:
      type: Loadbalancer
      port: 8000
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    service:
      type: LoadBalancer
      port: 8000
`}}),types=[`ClusterIP`,`NodePort`,`LoadBalancer`],severalProfilesSelected=rule$1({id:`several-profiles-selected`,title:`a cache downloads more than one profile`,kinds:[`NIMCache`],severity:`warning`,enforcedBy:`nimops`,preset:`production`,why:"Every listed profile is downloaded, and `all` means every profile of the image, for every GPU. A\nservice runs one of them, and without `storage.nimCache.profile` the NIM chooses it at start, by the GPU\nthat it happens to find. In production one cache holds one profile: the volume can be sized, and what runs\nwas decided in a review.",source:`k8s-nim-operator v3.1.2, nimcache_controller.go (every match is downloaded); policy`,check(cache,report){let profiles=cache.spec.source?.ngc?.model?.profiles??[],all=profiles.includes(`all`),count=new Set(profiles).size;!all&&count<2||report(at(`spec`,`source`,`ngc`,`model`,`profiles`),all?`all profiles of the image are downloaded`:`${count} profiles are downloaded`,{help:`list the one profile that the service runs, and make another NIMCache for another GPU`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 8835c31752fbc67ef658b20a9f78e056914fdef0660206d82f252d62fd96064d
          - 193649a2eb95e821309d6023a2cabb31489d3b690a9973c7ab5d1ff58b0aa7eb
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 8835c31752fbc67ef658b20a9f78e056914fdef0660206d82f252d62fd96064d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),sharedClaimWithReplicas=rule$1({id:`shared-claim-with-replicas`,title:`several replicas would share one ResourceClaim`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:`\`resourceClaimName\` names one existing ResourceClaim. Its devices are allocated once, so all
replicas of the service would hold the same GPUs. The webhook refuses it with more than one replica and with
autoscaling. A ResourceClaimTemplate gives every pod a claim of its own.`,source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRAResourcesConfiguration (W23)`,check(service,report){let{draResources,replicas,scale}=service.spec,cause=(replicas??0)>1?`replicas`:scale?.enabled?`scale`:void 0;if(cause!==void 0)for(let[index,{resourceClaimName}]of(draResources??[]).entries()){if(!resourceClaimName)continue;let users=cause===`replicas`?`${replicas} replicas`:`all replicas of an autoscaled service`;report(at(`spec`,`draResources`,index,`resourceClaimName`),`ResourceClaim ${resourceClaimName} would be shared by ${users}`,{help:"write `resourceClaimTemplateName` with a ResourceClaimTemplate, or run one replica",related:[cause===`replicas`?at(`spec`,`replicas`):at(`spec`,`scale`,`enabled`)]})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 2
  draResources:
    - resourceClaimName: one-h100
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  replicas: 2
  draResources:
    - resourceClaimTemplateName: one-h100
`}}),sharedMemoryNotPositive=rule$1({id:`shared-memory-not-positive`,title:`the size of the shared memory is zero or negative`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:"`spec.storage.sharedMemorySizeLimit` limits `/dev/shm`, through which the processes of a model\non several GPUs exchange data. The webhook refuses zero and less. Without it a negative size makes pods that\nthe API server refuses, and zero is no limit at all to the kubelet.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateServiceStorageConfiguration (W13)`,check(service,report){let limit=service.spec.storage?.sharedMemorySizeLimit,quantity=limit===void 0?void 0:parseQuantity(limit);!quantity||quantity.nano>0n||report(at(`spec`,`storage`,`sharedMemorySizeLimit`),`spec.storage.sharedMemorySizeLimit is ${limit}, which is not above 0`,{help:`write a size such as 16Gi, or leave it out for the operator's default`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    sharedMemorySizeLimit: "0"
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    sharedMemorySizeLimit: 16Gi
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),sharedMemorySmall=rule$1({id:`shared-memory-small`,title:`a service on several GPUs has little shared memory`,kinds:[`NIMService`],severity:`info`,enforcedBy:`nimops`,why:`\`storage.sharedMemorySizeLimit\` bounds \`/dev/shm\`. On several GPUs that NVLink does not join,
all that they exchange goes through it; NVIDIA's guide asks for 16 GB. With less, NCCL fails at start
("unable to allocate shared memory") or the server hangs at the first request. Without the field nothing
bounds it but the memory of the pod.`,source:`NIM for LLMs 1.3.0, host memory guide; k8s-nim-operator v3.1.2, nimservice_types.go`,check(service,report){let limit=service.spec.storage?.sharedMemorySizeLimit,quantity=limit===void 0?void 0:parseQuantity(limit),gpus=Number(service.spec.resources?.limits?.[`nvidia.com/gpu`]??0);!quantity||quantity.nano<=0n||gpus<2||gibibytes(quantity)*1.073741824>=16||report(at(`spec`,`storage`,`sharedMemorySizeLimit`),`${limit} of shared memory is little for ${gpus} GPUs`,{help:`write 16Gi, or leave the field out`,related:[at(`spec`,`resources`,`limits`,`nvidia.com/gpu`)]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
    sharedMemorySizeLimit: 1Gi
  resources:
    limits:
      nvidia.com/gpu: 2
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
    sharedMemorySizeLimit: 16Gi
  resources:
    limits:
      nvidia.com/gpu: 2
  replicas: 1
`}}),sidecarSeesApiKey=rule$1({id:`sidecar-sees-api-key`,title:`an init or sidecar container is given the NGC key`,kinds:[`NIMService`],severity:`info`,enforcedBy:`nimops`,since:`3.1.0`,preset:`production`,why:"Init and sidecar containers get all variables of the model's container, `NGC_API_KEY` among them. Whoever makes their\nimages can read the key. A variable of the same name in the container's own `env` wins.",source:`k8s-nim-operator v3.1.2, nimservice_types.go GetDeploymentParams; seen on a cluster`,check(service,report){let{authSecret,env}=service.spec;if(authSecret&&lastVariable(env,`NGC_API_KEY`)?.value!==``)for(let list of[`initContainers`,`sidecarContainers`])for(let[index,container]of(service.spec[list]??[]).entries()){if(lastVariable(container?.env,`NGC_API_KEY`))continue;let name=JSON.stringify(container?.name??``);report(at(`spec`,list,index,`name`),`the container ${name} is given NGC_API_KEY`,{help:`add to its env: {name: NGC_API_KEY, value: ""}`,related:[at(`spec`,`authSecret`)]})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
  sidecarContainers:
    - name: log-shipper
      image:
        repository: registry.example.com/tools/log-shipper
        tag: "3.2"
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
  sidecarContainers:
    - name: log-shipper
      image:
        repository: registry.example.com/tools/log-shipper
        tag: "3.2"
      env:
        - name: NGC_API_KEY
          value: ""
`}}),singleReplicaDowntime=rule$1({id:`single-replica-downtime`,title:`a service of one replica is down during every change`,kinds:[`NIMService`],severity:`info`,enforcedBy:`nimops`,preset:`production`,why:`The Deployment has maxSurge 0, so that a new pod need not wait for a GPU that the old one holds. With one replica
every change ends the only pod first, and nobody answers until the new one has loaded the model: minutes, for large ones.

The rule speaks up only where the volume can be attached by several nodes, so that a second replica is possible.`,source:`k8s-nim-operator v3.1.2, manifests/deployment.yaml`,check(service,report,{set}){let{spec}=service;spec.scale?.enabled===!0||isMultiNode(spec)||(spec.replicas??1)!==1||isRefused(service,[`spec`,`replicas`])||modelClaimOf(service,set)?.mode===`other`&&report(at(`spec`,`replicas`),`one replica: every change stops the service until the model is loaded again`,{help:"write `replicas: 2`, since the volume can be attached by several nodes, or accept the gap"})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
`}}),usualWindow=1230,startupWindowTooShort=rule$1({id:`startup-window-too-short`,title:`a startup probe gives up before the model can have been downloaded`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`operator`,why:`Without a filled cache the pod downloads its weights before it answers, which takes long: the operator's own startup
probe therefore waits ${usualWindow} seconds. A shorter one of your own has the container killed in the middle of the download, which
then begins again.

The window is initialDelaySeconds + failureThreshold × periodSeconds, by default 0 + 3 × 10 seconds.`,source:`k8s-nim-operator v3.1.2, nimservice_types.go GetDefaultStartupProbe; issue 589`,check(service,report){let{startupProbe,storage}=service.spec,probe=startupProbe?.probe;if(!probe||startupProbe?.enabled===!1||storage?.nimCache?.name||storage?.pvc?.name&&storage.pvc.create!==!0||isRefused(service,[`spec`,`startupProbe`])||isRefused(service,[`spec`,`storage`]))return;let{initialDelaySeconds=0,failureThreshold,periodSeconds}=probe,period=periodSeconds||10,window=initialDelaySeconds+(failureThreshold||3)*period;if(window>=usualWindow)return;let needed=Math.ceil((usualWindow-initialDelaySeconds)/period);report(at(`spec`,`startupProbe`,`probe`,`failureThreshold`),`the startup probe gives up after ${window} seconds, but the model is downloaded first`,{help:`write \`failureThreshold: ${needed}\` or more, or serve the model from a NIMCache`})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteOnce
      storageClass: fast
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  startupProbe:
    probe:
      httpGet: {path: /v1/health/ready, port: api}
      periodSeconds: 10
      failureThreshold: 30
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteOnce
      storageClass: fast
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  startupProbe:
    probe:
      httpGet: {path: /v1/health/ready, port: api}
      periodSeconds: 10
      failureThreshold: 180
`}}),storageClassCannotShare=rule$1({id:`storage-class-cannot-share`,title:`a shared volume is asked of a storage class that cannot share`,kinds:[`NIMCache`,`NIMService`],severity:`error`,enforcedBy:`scheduler`,why:"The provisioner of the storage class makes block devices or folders of one node, which only one node\ncan mount. Asked for `ReadWriteMany` it refuses: the claim stays Pending with `ProvisioningFailed`, and\nso does every pod that waits for it.\n\nTake a class of a shared file system (NFS, EFS, Azure Files, CephFS …), or `ReadWriteOnce` if one node\nwill ever use the volume. Classes whose provisioner nimops does not know are left alone.",source:`kubernetes-csi/docs, book/src/drivers.md; k8s-nim-operator issues 271 and 565`,check(resource,report,{set}){let{create,storageClass,volumeAccessMode}=resource.spec.storage?.pvc??{};if(create!==!0||volumeAccessMode!==`ReadWriteMany`||storageClass===``)return;let{byName,standard}=set.derive(storageClasses),used=storageClass===void 0?standard:byName.get(storageClass),provisioner=used&&valueAt(used.value,[`provisioner`]);used&&typeof provisioner==`string`&&oneNodeOnly.has(provisioner)&&report(at(`spec`,`storage`,`pvc`,storageClass===void 0?`volumeAccessMode`:`storageClass`),`StorageClass ${used.name} (${provisioner}) cannot give ReadWriteMany volumes`,{help:`use a class of a shared file system, or ReadWriteOnce if one node alone will use the volume`,related:[{resource:used,path:at(`provisioner`),message:`StorageClass ${used.name} is here`}]})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: fast
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: fast
provisioner: ebs.csi.aws.com
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: shared
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: shared
provisioner: efs.csi.aws.com
`}}),oneNodeOnly=/* @__PURE__ */ new Set([`ebs.csi.aws.com`,`kubernetes.io/aws-ebs`,`disk.csi.azure.com`,`kubernetes.io/azure-disk`,`pd.csi.storage.gke.io`,`kubernetes.io/gce-pd`,`rbd.csi.ceph.com`,`rook-ceph.rbd.csi.ceph.com`,`linstor.csi.linbit.com`,`topolvm.io`,`blockvolume.csi.oraclecloud.com`,`vpc.block.csi.ibm.io`,`cstor.csi.openebs.io`,`rancher.io/local-path`,`kubernetes.io/no-provisioner`]);function storageClasses(set){let classes=set.companions.filter(({kind})=>kind===`StorageClass`);return{byName:new Map(classes.map(found=>[found.name,found])),standard:classes.find(isDefault)}}function isDefault({value}){let annotations=valueAt(value,[`metadata`,`annotations`]);return isMap(annotations)&&annotations[`storageclass.kubernetes.io/is-default-class`]===`true`}const storageExactlyOne=rule$1({id:`storage-exactly-one`,title:`a service has no storage for its model, or several`,kinds:[`NIMService`],severity:`error`,enforcedBy:`webhook`,why:'A service finds its model in exactly one place: `nimCache`, `pvc`, `emptyDir` or `hostPath`\nunder `spec.storage`. An empty text is no place, an empty `emptyDir` is one, and so is a pvc of which\nonly `create: false` is said. The webhook refuses none and several.\n\nWithout it the operator takes the first of a named cache, a pvc to be made, a named pvc, emptyDir and\nhostPath, and ignores the others. With none it stops at "neither external PVC name, NIMCache volume, empty\ndir or local host path should be provided", and no pod is ever made.',source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go (W14); platform/standalone/nimservice.go, reconcileNIMService`,check(service,report){let sources=storageSourcesOf(service.spec.storage),path=at(`spec`,`storage`);if(sources.length===0){if(isRefused(service,path))return;report(path,`spec.storage names no place for the model`,{help:`add exactly one of nimCache (with the name of a NIMCache), pvc, emptyDir and hostPath`})}else sources.length>1&&report(path,`spec.storage names ${sources.join(`, `)}; only one of them is allowed`,{help:sources.includes(`nimCache`)?`keep nimCache, which brings its volume along, or the other one`:`keep the place that holds the model`,related:sources.map(source=>[...path,source])})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}}),storageSizeForm=rule$1({id:`storage-size-form`,title:`a volume size is written in an unusual unit`,kinds:[`NIMCache`,`NIMService`],severity:`info`,enforcedBy:`nimops`,why:'Kubernetes reads `50G` as 50 billion bytes, which is 46.6Gi: seven percent less than `50Gi`, and\nmodels are large. A number without a unit is bytes, and `m` is thousandths: `50` and `50m` are valid\nsizes of almost nothing, and the download fails with "no space left on device". Volumes are measured in\n`Gi` and `Ti`.',source:`k8s.io/apimachinery, pkg/api/resource; k8s-nim-operator v3.1.2 passes the size to ParseQuantity`,check(resource,report){let{create,size}=resource.spec.storage?.pvc??{},quantity=create===!0&&size?parseQuantity(size):void 0;if(!quantity||!size||quantity.nano<=0n)return;let path=at(`spec`,`storage`,`pvc`,`size`);if(quantity.nano<smallest){let number=/^[0-9.]+/.exec(size)?.[0]??`50`;report(path,`${size} is ${bytesIn(quantity)}: no model fits`,{severity:`warning`,help:`write a unit: ${number}Gi`,fix:unsafe(set(path,`${number}Gi`))});return}let decimal=/^([0-9.]+)([kMGTPE])$/.exec(size);if(!decimal)return;let binary=`${decimal[1]}${decimal[2]===`k`?`K`:decimal[2]}i`;report(path,`${size} is decimal: ${gibibytes(quantity).toFixed(1)}Gi`,{help:`write ${binary} if that was meant`,fix:unsafe(set(path,binary))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 60G
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 60Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),smallest=2n**20n*1000000000n;function bytesIn(quantity){let bytes=wholeUnits(quantity);return`${bytes} byte${bytes===1n?``:`s`}`}const templatedScalar=rule$1({id:`templated-scalar`,title:`a text is no text any more once the operator has written it into its template`,kinds:[`NIMService`],severity:`error`,enforcedBy:`operator`,why:'The operator writes some values without quotes into a YAML template and reads the result back. A value such as\n`"true"`, `"8"` or `"1.0"` comes back as a boolean or a number, and the service ends in the state Failed\n(`unrecognized type: string`, `cannot convert int64 to string`). `null` and `~` silently come back as the empty\ntext. Quotes in the manifest do not help, since they are gone by then.\n\nConcerned are nodeSelector values and some names: of pull Secrets, claims, the runtime class, the scheduler, the priority\nclass, a certificate ConfigMap, containers, the service itself and its namespace. Node affinity is written by other means\nand takes any value.',source:`k8s-nim-operator v3.1.2, manifests/deployment.yaml, lws.yaml; issue 288; seen on a cluster (trap T1)`,check(service,report,{set}){for(let[path,text]of writtenUnquoted(service))judge(path,text,report,helpFor(service,path,text));let cache=modelClaimOwner(service,set);if(cache)for(let key of[`name`,`subPath`]){let path=at(`spec`,`storage`,`pvc`,key),text=cache.spec.storage?.pvc?.[key];if(text===void 0)continue;let related={resource:cache,path,message:`${formatPath(path)} of the cache`};judge(at(`spec`,`storage`,`nimCache`,`name`),text,report,renamed(text),related)}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  nodeSelector:
    gpu-pool: "true"
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
          - matchExpressions:
              - {key: gpu-pool, operator: In, values: ["true"]}
`}});function judge(path,text,report,help,related){let result=unquoted(text);if(result.is===`kept`)return;let where=related&&`message`in related?related.message:formatPath(path),details={help,related:related?[related]:[]};result.is===`broken`?report(path,`${`${where} ${JSON.stringify(text)} reads as ${result.readsAs}`} in the operator's template, which has no quotes: the service fails`,details):report(path,`${`${where} ${JSON.stringify(text)} becomes ${JSON.stringify(result.to)}`} in the operator's template, which has no quotes`,{...details,severity:`warning`})}function*writtenUnquoted(service){let{spec,metadata}=service;service.name!==``&&(yield[at(`metadata`,`name`),service.name]),metadata.namespace!==void 0&&!service.pipeline&&(yield[at(`metadata`,`namespace`),metadata.namespace]);for(let[key,value]of Object.entries(spec.nodeSelector??{}))yield[at(`spec`,`nodeSelector`,key),value??``];let scalars=[[at(`spec`,`runtimeClassName`),isMultiNode(spec)?void 0:spec.runtimeClassName],[at(`spec`,`schedulerName`),spec.schedulerName],[at(`spec`,`priorityClassName`),spec.priorityClassName],[at(`spec`,`storage`,`pvc`,`name`),spec.storage?.pvc?.name],[at(`spec`,`storage`,`pvc`,`subPath`),spec.storage?.pvc?.subPath],[at(`spec`,`storage`,`hostPath`),spec.storage?.hostPath],[at(`spec`,`proxy`,`certConfigMap`),spec.proxy?.certConfigMap]];for(let[index,name]of(spec.image?.pullSecrets??[]).entries())scalars.push([at(`spec`,`image`,`pullSecrets`,index),name]);for(let list of[`initContainers`,`sidecarContainers`])for(let[index,container]of(spec[list]??[]).entries())scalars.push([at(`spec`,list,index,`name`),container?.name]),scalars.push([at(`spec`,list,index,`workingDir`),container?.workingDir]);for(let[path,text]of scalars)text!==void 0&&(yield[path,text])}function helpFor(service,path,text){let[,field,key]=path;return path[0]!==`spec`||field!==`nodeSelector`?renamed(text):isMultiNode(service.spec)||!isLabelValue(text)?`label the nodes with a value that begins with a letter, such as "v${text.replace(/[^A-Za-z0-9]/g,``)}"`:`take it out and ask for the same by spec.affinity.nodeAffinity with matchExpressions: [${`{key: ${String(key)}, operator: In, values: [${JSON.stringify(text)}]}`}]`}function renamed(text){return`use another name, one that begins with a letter and is no YAML word, such as "nim-${text.replace(/[^A-Za-z0-9]/g,``)}"`}const tensorParallelForm=rule$1({id:`tensor-parallel-form`,title:`the tensor parallelism is no number of GPUs that profiles have`,kinds:[`NIMCache`],severity:`error`,enforcedBy:`operator`,why:'`tensorParallelism` is a text that must equal the profile\'s tag `tp` exactly. `"08"`,\n`"2.0"`, `"two"` or `"0"` equal none: nothing is selected, and the cache stays `NotReady` with "no\nprofiles are selected for caching". Engines are built for 1, 2, 4, 8 and 16 GPUs; another number is almost\nsurely a slip.',source:`k8s-nim-operator v3.1.2, internal/nimparser v1 and v2 (string equality); tags of NIM model manifests`,check(cache,report){let written=cache.spec.source?.ngc?.model?.tensorParallelism;if(!written)return;let path=at(`spec`,`source`,`ngc`,`model`,`tensorParallelism`);if(/^[1-9][0-9]*$/.test(written))isPowerOfTwo(Number(written))||report(path,`hardly a profile is made for ${written} GPUs: their numbers are powers of two`,{severity:`warning`,help:`write "${2**Math.floor(Math.log2(Number(written)))}" or the tp of a profile that the image has`});else{let meant=/^\s*(?:tp)?0*([1-9][0-9]{0,2})(?:\.0*)?\s*$/i.exec(written)?.[1];report(path,`no profile has the tensor parallelism ${JSON.stringify(written)}`,{help:`write ${meant===void 0?`a number of GPUs in quotes, such as "1" or "8"`:`"${meant}"`}`,fix:meant===void 0?void 0:set(path,meant)})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "02"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "2"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}});function isPowerOfTwo(number){return Number.isInteger(Math.log2(number))}const tolerationSecondsDropped=rule$1({id:`toleration-seconds-dropped`,title:`tolerationSeconds has no effect on a service`,kinds:[`NIMService`],severity:`info`,enforcedBy:`operator`,why:"The operator's templates leave `tolerationSeconds` out, so pods of a service tolerate the taint for ever instead of\nbeing evicted after that time.",source:`k8s-nim-operator v3.1.2, manifests/deployment.yaml`,check(service,report){for(let[index,toleration]of(service.spec.tolerations??[]).entries()){if(toleration?.tolerationSeconds===void 0)continue;let path=at(`spec`,`tolerations`,index,`tolerationSeconds`);report(path,`tolerationSeconds is left out: the pods tolerate the taint for ever`,{help:`remove it; if pods must leave such a node, remove the toleration`,fix:remove(...path)})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  tolerations:
    - key: node.kubernetes.io/unreachable
      operator: Exists
      effect: NoExecute
      tolerationSeconds: 60
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  tolerations:
    - key: node.kubernetes.io/unreachable
      operator: Exists
      effect: NoExecute
`}}),tooDeep=sourceRule({id:`too-deep`,title:`the document is nested deeper than any manifest`,reads:`too-deep`,severity:`error`,enforcedBy:`parser`,why:`Readers of YAML and JSON call themselves for each level, and stop at a depth before their stack
ends: kubectl's at 10,000 levels. nimops stops at 1,000; the NIM kinds need less than 30. Such a document is
broken or hostile.`,source:`sigs.k8s.io/yaml (go-yaml: exceeded max depth of 10000); encoding/json`,examples:{shownBy:`commands`,bad:`
{ printf '  env: '; yes '[' | head -n 2000 | tr -d '\\n'; } >> cache.yaml
`,good:`
printf '  env: []\\n' >> cache.yaml
`}}),tooManyAliases=sourceRule({id:`too-many-aliases`,title:`aliases make the document far larger than it looks`,reads:`too-many-aliases`,severity:`error`,enforcedBy:`parser`,why:`An alias stands for everything below its anchor. Anchors that are made of aliases multiply: six
lines can stand for a million values (the "billion laughs"). kubectl refuses documents whose aliases expand
too far, and nimops stops at 100,000 values.`,source:`sigs.k8s.io/yaml (go-yaml: document contains excessive aliasing)`,examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
  annotations:
    a: &a [x, x, x, x, x, x, x, x, x, x]
    b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
    c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
    d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
    e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
    f: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
  labels: &labels
    team: search
  annotations: *labels
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),twoEntryPoints=rule$1({id:`two-entry-points`,title:`a service is reachable by a load balancer and by a router`,kinds:[`NIMService`],severity:`warning`,enforcedBy:`webhook`,since:`3.1.0`,why:"`spec.expose.service.type: LoadBalancer` gives the service an address of its own, and\n`spec.expose.router` a second way in through an Ingress or a Gateway. The webhook warns of it: whatever\nguards the one (TLS, authentication, rate limits) does not guard the other.",source:`k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateExposeRouterConfiguration (Warn2)`,check(service,report){let{router,service:port}=service.spec.expose??{},entry=router?.gateway?`gateway`:router?.ingress?`ingress`:void 0;if(port?.type!==`LoadBalancer`||entry===void 0)return;let path=at(`spec`,`expose`,`service`,`type`);report(path,`spec.expose.service.type is LoadBalancer beside spec.expose.router.${entry}: two ways in`,{help:`write ClusterIP, and let the router be the only way in, or remove the router`,related:[at(`spec`,`expose`,`router`,entry)],fix:unsafe(set(path,`ClusterIP`))})},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    service:
      type: LoadBalancer
      port: 8000
    router:
      hostDomainName: models.example.com
      ingress:
        ingressClass: nginx
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  expose:
    service:
      type: ClusterIP
      port: 8000
    router:
      hostDomainName: models.example.com
      ingress:
        ingressClass: nginx
`}}),undecodableNumber=rule$1({id:`undecodable-number`,title:`a number is too large, or an amount unreadable, for the operator`,kinds:[`NIMCache`,`NIMService`],severity:`error`,enforcedBy:`webhook`,why:`The CRD checks that a number is whole, not that it fits the 32 bits in which the operator keeps it,
and lets amounts with a broken exponent (\`1e1.5\`) through. The webhook decodes the object first and
refuses it: "json: cannot unmarshal number … into Go struct field …".

Where the webhook is off, the object is stored and does far more harm: see operator-stops-on-number.`,source:`k8s-nim-operator v3.1.2, Go types in api/apps/v1alpha1; seen on a cluster (W34)`,check(resource,report,{operatorVersion}){if(!resource.pipeline)for(let found of undecodableIn(resource,operatorVersion)){let{path,goType,value}=found;report(path,`${formatPath(path)} is ${value}, which the operator cannot read (${goType})`,{help:decodableForm(found)})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2147483648
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
`}}),unknownApiVersion=sourceRule({id:`unknown-api-version`,title:`a NIM kind has an apiVersion that does not exist`,reads:`unknown-api-version`,severity:`error`,enforcedBy:`api-server`,why:"All kinds of the NIM Operator are served as `apps.nvidia.com/v1alpha1`, and nothing else, in every\nversion up to now. The API server refuses another version or group (`no matches for kind`).",source:`CRDs of k8s-nim-operator 3.0.2 to main`,examples:{bad:`
apiVersion: apps.nvidia.com/v1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),unknownField=rule$1({id:`unknown-field`,title:`a field does not exist`,kinds:[`NIMCache`,`NIMService`,`NIMPipeline`,`NIMBuild`],severity:`error`,enforcedBy:`api-server`,why:"The API server and `kubectl apply` validate strictly and refuse fields that the CRD does not have.\nTools that do not ask for strict validation get the field **dropped without a word**, and the resource works\nas if it had never been written.\n\nMost unknown fields are misspelt, stand at the wrong depth (`size` under `storage` instead of\n`storage.pvc`), or come from the values of the NIM Helm chart.",source:`CRDs of k8s-nim-operator; strict field validation of the API server; k8s-nim-operator issue 611`,check(resource,report,{operatorVersion}){for(let problem of resource.problems){if(problem.code!==`unknown-field`)continue;let meant=problem.suggestion===void 0?void 0:[...problem.path.slice(0,-1),problem.suggestion],taken=meant!==void 0&&isWritten(resource,meant),fits=meant!==void 0&&couldHold(leafAt(resource.kind,operatorVersion,meant),valueAt(resource.written,problem.path));report(problem.path,problem.message,{help:taken?`${problem.help} It is there already: keep one of the two`:problem.help,related:taken?[meant]:[],fix:fixOf(problem,taken,fits),onKey:!0})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replica: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function fixOf({path,suggestion},taken,fits){if(suggestion===void 0)return;if(taken)return unsafe(remove(...path));let fix=rename$1(path,suggestion);return fits?fix:unsafe(fix)}function couldHold(leaf,value){return value==null?!0:leaf===void 0?typeof value==`object`:faultOf$1(leaf,value)===void 0}const unknownKind=sourceRule({id:`unknown-kind`,title:`the API group of the NIM Operator has no such kind`,reads:`unknown-kind`,severity:`error`,enforcedBy:`api-server`,why:"The API server does not know the kind and refuses the document (`no matches for kind`). Kinds are\nspelt to the letter: NIMCache, NIMService, NIMPipeline, NIMBuild.",source:`CRDs of k8s-nim-operator`,examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NimCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),unreadableFile=sourceRule({id:`unreadable-file`,title:`a file cannot be read`,reads:`unreadable`,severity:`error`,enforcedBy:`parser`,why:`The file is there, but the system does not let nimops read it, or it went away in the meantime. What
it holds has **not been checked**; kubectl, run by the same user, could not read it either.`,source:`nimops`,examples:{shownBy:`commands`,bad:`
chmod u-r cache.yaml
`,good:`
chmod u+r cache.yaml
`}}),unrenderedTemplate=sourceRule({id:`unrendered-template`,title:`a file is a Helm template that has not been rendered`,reads:`unrendered-template`,severity:`info`,enforcedBy:`nimops`,why:"A file below `templates/` with `{{ }}` in it is no YAML before Helm has rendered it, so there is\nnothing to judge. Lint what Helm makes of it: `helm template CHART | nimops lint -`.",source:`Helm, chart template guide`,examples:{path:`chart/templates/cache.yaml`,bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: {{ .Release.Name }}
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}}),wrongType=rule$1({id:`wrong-type`,title:`a value has the wrong type`,kinds:[`NIMCache`,`NIMService`,`NIMPipeline`,`NIMBuild`],severity:`error`,enforcedBy:`api-server`,why:'The CRD says what each field holds: text, a whole number, true or false, an amount, a list or a map.\nThe API server converts nothing: `tensorParallelism: 1` is refused because the field is text, `replicas:\n"2"` because it is a number.\n\nkubectl reads plain scalars as YAML 1.1 does, so that some that look like text are none: `no`, `on` and\n`y` are booleans, `1.10` is the number 1.1, `0777` is 511. In quotes they stay what they look like.',source:`CRDs of k8s-nim-operator; sigs.k8s.io/yaml, which kubectl reads with`,check(resource,report,{operatorVersion}){for(let{code,path,message,help}of resource.problems){if(code!==`wrong-type`)continue;let value=valueAt(resource.written,path),expected=leafAt(resource.kind,operatorVersion,path);value===void 0||expected===void 0?report(path,message,{help}):report(path,message,{help,...correctionOf(expected,value,resource,path)})}},examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.10
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: "1.10"
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`}});function correctionOf(expected,value,resource,path){if(typeof value==`string`){let bare=bareValues(value).find(candidate=>faultOf$1(expected,candidate)===void 0);return bare===void 0?{}:{help:`write ${labelOf(path)}${bare}, without quotes`,fix:set(path,bare)}}let scalar=value===null?void 0:resource.document.places.scalarAt(resource.place(path));if(scalar?.style!==`plain`||faultOf$1(expected,scalar.source)!==void 0)return{};let{source}=scalar,quoted=`${labelOf(path)}"${source}"`,read=typeof value==`boolean`?`a boolean`:`the number ${value}`,version=isYaml11(source)?` (YAML 1.1)`:``;return{help:source===String(value)?`put the value in quotes: ${quoted}`:`kubectl reads the plain \`${source}\` as ${read}${version}; write ${quoted}`,fix:set(path,source)}}function bareValues(text){return/^[+-]?[0-9]+(\.[0-9]+)?$/.test(text)?[Number(text)]:/^(true|yes|on|y)$/i.test(text)?[!0]:/^(false|no|off|n)$/i.test(text)?[!1]:[]}function isYaml11(source){return/^(y|yes|n|no|on|off)$/i.test(source)||/^[-+]?0[0-9_]+$/.test(source)}function labelOf(path){let name=path.at(-1);return typeof name==`string`?`${name}: `:`- `}const rules=[airGappedAuthSecret,ambiguousScalar,appLabelOverride,authSecretUnset,buildCacheMissing,buildGpuWithTensorProfile,buildLabelsIgnored,buildNeedsListedProfiles,buildNotCanonical,buildStartupLimit,cacheHostPathIgnored,cacheHostPathOnly,cacheImageDiffers,cacheInOtherNamespace,cacheLacksProfile,cacheLacksTolerations,cacheModelOrDataset,cacheModelOrEndpoint,cacheName,cacheNotFound,cacheProfileWithoutName,cacheSizeAgainstModel,cacheSourceExactlyOne,cacheStorageMissing,cacheVolumeSharedByTwoCaches,certConfigBreaksCache,committedSecret,computeDomainName,containerName,datasetCachePanics,dependencyWithoutEnv,deprecatedIngress,draCelWithSelectors,draClaimRepeated,draClaimSource,draDeviceIncomplete,draDuplicateSelector,draEmptySource,draNeedsKubernetes,draNotCanonical,draSelectorValue,duplicateCacheDownload,duplicateKey$1,duplicateListItem,duplicatePipelineServiceName,duplicateResource,emptyAuthSecret,emptyAuthSecretCache,emptyDirTooSmall,emptyImageField,emptyModelPuller,emptyNodeSelectorInCache,endpointPickerConfigTwice,endpointPickerUnused,engineMatchesNothing,exposeServiceNameIgnored,fieldNeedsNewerOperator,fileTooLarge,fixedEnvOverride,gatewayBackendPort,gpuCountNotTensorParallel,gpuCountNotWhole,gpuIdContradictsProduct,gpuIdForm,gpuIdsWithoutProduct,gpuProductMatchesMore,gpuProductNeverMatches,gpuProductUnknown,gpuRequestsDiffer,gpusWithVllm,grpcRouteWithoutPort,hfEndpointPublic,hostPathDeprecated,hpaBounds,hpaWithoutMetrics,httpRouteCannotBeOff,ignoredContent,imageNotAllowed,imagePullPolicyValue,imageTagLatest,ingressAndRouter,ingressWithoutSpec,initContainerPullSecretsIgnored,invalidLabelValue,invalidValue,kserveDeploymentMode,kserveKnativeUnsupported,kserveMultiNode,kserveNotInstalled,linkOutsideRoot,listItemNotAnObject,literalCredential,loraFalseMatchesLittle,metricsWithoutServiceMonitor,migResourceWithProfile,missingField,mpiAndRay,multiLlmImage,multiNodeIgnoredField,multiNodeNeedsReadWriteMany,multiNodePipelineOne,multiNodeReplicasMissing,multiNodeTensorMissing,multiNodeWithAutoscaling,nameClash,ngcDownloadOffline,noCacheAtAll,noGpuRequested,noProxyToken,nodeSelectorProductUnknown,notUtf8$1,openFilesAdvisory,operatorStopsOnNumber,pipelineEditsNotPropagated,pipelineServiceNotEnabled,pipelineServiceWithoutName,pipelineWithoutEnabledService,podAffinityIgnored,precisionNeedsNewerGpu,precisionUnknown,probeTimeoutShort,profileIdForm,profileNotPinned,profileTwice,profilesAllAlone,profilesWithFilters,proxyOverridesEnv,proxyPartlySet,proxyScheme,proxyWithoutCertConfigMap,publicRegistryOffline,pullSecretMissing,pullSecretMissingInSet,pullSecretWrongType,pvcAccessModeMissing,pvcAccessModeValue,pvcClaimMissingInSet,pvcNameMissing,pvcSizeMissing,qosProfileValue,readWriteOnceShared,readWriteOnceTwoServices,registryLookupEachReconcile,replicasWithAutoscaling,requestsOverLimits,resourceClaimMissing,resourceClaimsInResources,resourceName,resourcesWithoutGpuWithProfile,routerHostMissing,routerIngressAndGateway,sameSecretForPullAndKey,scaleWithoutHpa,secretEnvByValue,secretLacksKey,secretNotInSet,serviceName,servicePortsClash,serviceTypeValue,severalProfilesSelected,sharedClaimWithReplicas,sharedMemoryNotPositive,sharedMemorySmall,sidecarSeesApiKey,singleReplicaDowntime,startupWindowTooShort,storageClassCannotShare,storageExactlyOne,storageSizeForm,templatedScalar,tensorParallelForm,tolerationSecondsDropped,tooDeep,tooManyAliases,twoEntryPoints,undecodableNumber,unknownApiVersion,unknownField,unknownKind,unreadableFile,unrenderedTemplate,wrongType,sourceRule({id:`yaml-syntax`,title:`the text is not valid YAML or JSON`,reads:`syntax`,severity:`error`,enforcedBy:`parser`,why:`kubectl cannot read the document, so nothing of it reaches the cluster. nimops goes on behind the
error and tells further ones of the same document, but judges no field of it until the text can be read.`,source:`sigs.k8s.io/yaml, which kubectl reads with; YAML 1.1`,examples:{bad:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
     pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,good:`
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`}})],explainCommand={name:`explain`,usage:`nimops explain RULE…`,about:`Explains a rule: what it finds, why that matters, a bad and a good manifest, where the facts come from.`,flags:{},run:runExplain};function runExplain({positionals},{stdout}){if(positionals.length===0)throw new UserError(`name the rule to explain`,{help:"`nimops rules` lists them"});let found=positionals.map(id=>{let rule=rules.find(candidate=>candidate.id===id);if(rule)return rule;let meant=closest$1(id,rules.map(candidate=>candidate.id));throw new UserError(`there is no rule ${JSON.stringify(id)}`,{help:meant===void 0?"`nimops rules` lists them":`did you mean ${meant}?`})});return stdout.write(found.map(explanation).join(`
`)),exitCodes.clean}function explanation(rule){let paragraphs=rule.why.trim().split(/\n{2,}/).flatMap(paragraph=>[...wrapParagraph(paragraph),``]),indented=yaml=>yaml.trim().split(`
`).map(line=>line===``?``:`    ${line}`);return[`${rule.id} (${rule.severity}, ${rule.enforcedBy})`,...wrap(rule.title,80),``,...paragraphs,`Operator versions: ${versionsOf(rule)}`,...rule.preset===void 0?[]:[`Runs with the preset ${rule.preset}.`],``,`Bad${mannerOf(rule)}:`,``,...indented(rule.examples.bad),``,`Good${mannerOf(rule)}:`,``,...indented(rule.examples.good),``,...wrap(`Source: ${rule.source}`,80),``].join(`
`)}function mannerOf({examples}){return examples.shownBy===`commands`?` (made by these commands)`:examples.path===void 0?``:` (${examples.path})`}function wrapParagraph(paragraph){return/^\s*([-*|]|```)/.test(paragraph)?paragraph.split(`
`):wrap(paragraph,80)}function versionsOf({since,until}){return since===void 0&&until===void 0?`all`:until===void 0?`${since} and newer`:since===void 0?`${until} and older`:`${since} to ${until}`}var SourceFile=class{path;text;#lines;constructor(path,text){this.path=path,this.text=text}position(offset){return this.lines.position(offset)}get lines(){return this.#lines??=new LineIndex(this.text),this.#lines}},ManifestDocument=class{file;range;ambiguous;constructor(file,range,ambiguous){this.file=file,this.range=range,this.ambiguous=ambiguous}get places(){let places=recentPlaces.get(this);if(!places){let[oldest]=recentPlaces.keys();oldest&&recentPlaces.size>=mostRecentPlaces&&recentPlaces.delete(oldest),places=placesOf(this.file.text,this.range),recentPlaces.set(this,places)}return places}rangeOf(path,onKey){let places=this.places,value=places.valueOf(path),key=places.keyOf(path);return!onKey&&value&&(key===void 0||places.scalarAt(path))?firstLineOf(this.file.text,value):key||(value?firstLineOf(this.file.text,value):path.length>0?this.rangeOf(path.slice(0,-1),!0):firstLineOf(this.file.text,this.range))}};const recentPlaces=/* @__PURE__ */ new Map,mostRecentPlaces=8;function decode(bytes){return(0,node_buffer.isAscii)(bytes)?bytes.toString(`latin1`):(0,node_buffer.isUtf8)(bytes)?bytes.toString(`utf8`):void 0}function firstLineOf(text,range){let slice=text.slice(range.start,range.end),blank=/^[\s]*/.exec(slice)?.[0].length??0,start=blank===slice.length?range.start:range.start+blank;return{start,end:start+(/^[^\r\n]*/.exec(text.slice(start,range.end))?.[0].trimEnd().length??0)}}var require_constants=/* @__PURE__ */ require_cli.t(((exports,module)=>{let WIN_NO_SLASH=`[^\\\\/]`,QMARK=`[^/]`,END_ANCHOR=`(?:\\/|$)`,START_ANCHOR=`(?:^|\\/)`,DOTS_SLASH=`\\.{1,2}${END_ANCHOR}`,POSIX_CHARS={DOT_LITERAL:`\\.`,PLUS_LITERAL:`\\+`,QMARK_LITERAL:`\\?`,SLASH_LITERAL:`\\/`,ONE_CHAR:`(?=.)`,QMARK,END_ANCHOR,DOTS_SLASH,NO_DOT:`(?!\\.)`,NO_DOTS:`(?!${START_ANCHOR}${DOTS_SLASH})`,NO_DOT_SLASH:`(?!\\.{0,1}${END_ANCHOR})`,NO_DOTS_SLASH:`(?!${DOTS_SLASH})`,QMARK_NO_DOT:`[^.\\/]`,STAR:`${QMARK}*?`,START_ANCHOR,SEP:`/`},WINDOWS_CHARS={...POSIX_CHARS,SLASH_LITERAL:`[\\\\/]`,QMARK:WIN_NO_SLASH,STAR:`${WIN_NO_SLASH}*?`,DOTS_SLASH:`\\.{1,2}(?:[\\\\/]|$)`,NO_DOT:`(?!\\.)`,NO_DOTS:`(?!(?:^|[\\\\/])\\.{1,2}(?:[\\\\/]|$))`,NO_DOT_SLASH:`(?!\\.{0,1}(?:[\\\\/]|$))`,NO_DOTS_SLASH:`(?!\\.{1,2}(?:[\\\\/]|$))`,QMARK_NO_DOT:`[^.\\\\/]`,START_ANCHOR:`(?:^|[\\\\/])`,END_ANCHOR:`(?:[\\\\/]|$)`,SEP:`\\`};module.exports={DEFAULT_MAX_EXTGLOB_RECURSION:0,MAX_LENGTH:65536,POSIX_REGEX_SOURCE:{__proto__:null,alnum:`a-zA-Z0-9`,alpha:`a-zA-Z`,ascii:`\\x00-\\x7F`,blank:` \\t`,cntrl:`\\x00-\\x1F\\x7F`,digit:`0-9`,graph:`\\x21-\\x7E`,lower:`a-z`,print:`\\x20-\\x7E `,punct:`\\-!"#$%&'()\\*+,./:;<=>?@[\\]^_\`{|}~`,space:` \\t\\r\\n\\v\\f`,upper:`A-Z`,word:`A-Za-z0-9_`,xdigit:`A-Fa-f0-9`},REGEX_BACKSLASH:/\\(?![*+?^${}(|)[\]])/g,REGEX_NON_SPECIAL_CHARS:/^[^@![\].,$*+?^{}()|\\/]+/,REGEX_SPECIAL_CHARS:/[-*+?.^${}(|)[\]]/,REGEX_SPECIAL_CHARS_BACKREF:/(\\?)((\W)(\3*))/g,REGEX_SPECIAL_CHARS_GLOBAL:/([-*+?.^${}(|)[\]])/g,REGEX_REMOVE_BACKSLASH:/(?:\[.*?[^\\]\]|\\(?=.))/g,REPLACEMENTS:{__proto__:null,"***":`*`,"**/**":`**`,"**/**/**":`**`},CHAR_0:48,CHAR_9:57,CHAR_UPPERCASE_A:65,CHAR_LOWERCASE_A:97,CHAR_UPPERCASE_Z:90,CHAR_LOWERCASE_Z:122,CHAR_LEFT_PARENTHESES:40,CHAR_RIGHT_PARENTHESES:41,CHAR_ASTERISK:42,CHAR_AMPERSAND:38,CHAR_AT:64,CHAR_BACKWARD_SLASH:92,CHAR_CARRIAGE_RETURN:13,CHAR_CIRCUMFLEX_ACCENT:94,CHAR_COLON:58,CHAR_COMMA:44,CHAR_DOT:46,CHAR_DOUBLE_QUOTE:34,CHAR_EQUAL:61,CHAR_EXCLAMATION_MARK:33,CHAR_FORM_FEED:12,CHAR_FORWARD_SLASH:47,CHAR_GRAVE_ACCENT:96,CHAR_HASH:35,CHAR_HYPHEN_MINUS:45,CHAR_LEFT_ANGLE_BRACKET:60,CHAR_LEFT_CURLY_BRACE:123,CHAR_LEFT_SQUARE_BRACKET:91,CHAR_LINE_FEED:10,CHAR_NO_BREAK_SPACE:160,CHAR_PERCENT:37,CHAR_PLUS:43,CHAR_QUESTION_MARK:63,CHAR_RIGHT_ANGLE_BRACKET:62,CHAR_RIGHT_CURLY_BRACE:125,CHAR_RIGHT_SQUARE_BRACKET:93,CHAR_SEMICOLON:59,CHAR_SINGLE_QUOTE:39,CHAR_SPACE:32,CHAR_TAB:9,CHAR_UNDERSCORE:95,CHAR_VERTICAL_LINE:124,CHAR_ZERO_WIDTH_NOBREAK_SPACE:65279,extglobChars(chars){return{"!":{type:`negate`,open:`(?:(?!(?:`,close:`))${chars.STAR})`},"?":{type:`qmark`,open:`(?:`,close:`)?`},"+":{type:`plus`,open:`(?:`,close:`)+`},"*":{type:`star`,open:`(?:`,close:`)*`},"@":{type:`at`,open:`(?:`,close:`)`}}},globChars(win32){return win32===!0?WINDOWS_CHARS:POSIX_CHARS}}})),require_utils=/* @__PURE__ */ require_cli.t((exports=>{let{REGEX_BACKSLASH,REGEX_REMOVE_BACKSLASH,REGEX_SPECIAL_CHARS,REGEX_SPECIAL_CHARS_GLOBAL}=require_constants();exports.isObject=val=>typeof val==`object`&&!!val&&!Array.isArray(val),exports.hasRegexChars=str=>REGEX_SPECIAL_CHARS.test(str),exports.isRegexChar=str=>str.length===1&&exports.hasRegexChars(str),exports.escapeRegex=str=>str.replace(REGEX_SPECIAL_CHARS_GLOBAL,`\\$1`),exports.toPosixSlashes=str=>str.replace(REGEX_BACKSLASH,`/`),exports.isWindows=()=>{if(typeof navigator<`u`&&navigator.platform){let platform=navigator.platform.toLowerCase();return platform===`win32`||platform===`windows`}return typeof process<`u`&&process.platform?process.platform===`win32`:!1},exports.removeBackslashes=str=>str.replace(REGEX_REMOVE_BACKSLASH,match=>match===`\\`?``:match),exports.escapeLast=(input,char,lastIdx)=>{let idx=input.lastIndexOf(char,lastIdx);return idx===-1?input:input[idx-1]===`\\`?exports.escapeLast(input,char,idx-1):`${input.slice(0,idx)}\\${input.slice(idx)}`},exports.removePrefix=(input,state={})=>{let output=input;return output.startsWith(`./`)&&(output=output.slice(2),state.prefix=`./`),output},exports.wrapOutput=(input,state={},options={})=>{let output=`${options.contains?``:`^`}(?:${input})${options.contains?``:`$`}`;return state.negated===!0&&(output=`(?:^(?!${output}).*$)`),output},exports.basename=(path,{windows}={})=>{let segs=path.split(windows?/[\\/]/:`/`),last=segs[segs.length-1];return last===``?segs[segs.length-2]:last}})),require_scan=/* @__PURE__ */ require_cli.t(((exports,module)=>{let utils=require_utils(),{CHAR_ASTERISK,CHAR_AT,CHAR_BACKWARD_SLASH,CHAR_COMMA,CHAR_DOT,CHAR_EXCLAMATION_MARK,CHAR_FORWARD_SLASH,CHAR_LEFT_CURLY_BRACE,CHAR_LEFT_PARENTHESES,CHAR_LEFT_SQUARE_BRACKET,CHAR_PLUS,CHAR_QUESTION_MARK,CHAR_RIGHT_CURLY_BRACE,CHAR_RIGHT_PARENTHESES,CHAR_RIGHT_SQUARE_BRACKET}=require_constants(),isPathSeparator=code=>code===CHAR_FORWARD_SLASH||code===CHAR_BACKWARD_SLASH,depth=token=>{token.isPrefix!==!0&&(token.depth=token.isGlobstar?1/0:1)};module.exports=(input,options)=>{let opts=options||{},length=input.length-1,scanToEnd=opts.parts===!0||opts.tokens===!0||opts.scanToEnd===!0,slashes=[],tokens=[],parts=[],str=input,index=-1,start=0,lastIndex=0,isBrace=!1,isBracket=!1,isGlob=!1,isExtglob=!1,isGlobstar=!1,braceEscaped=!1,backslashes=!1,negated=!1,negatedExtglob=!1,finished=!1,braces=0,prev,code,token={value:``,depth:0,isGlob:!1},eos=()=>index>=length,peek=()=>str.charCodeAt(index+1),advance=()=>(prev=code,str.charCodeAt(++index));for(;index<length;){code=advance();let next;if(code===CHAR_BACKWARD_SLASH)backslashes=token.backslashes=!0,code=advance(),code===CHAR_LEFT_CURLY_BRACE&&(braceEscaped=!0);else{if(braceEscaped===!0||code===CHAR_LEFT_CURLY_BRACE){for(braces++;eos()!==!0&&(code=advance());)if(code===CHAR_BACKWARD_SLASH)backslashes=token.backslashes=!0,advance();else if(code===CHAR_LEFT_CURLY_BRACE)braces++;else{if(braceEscaped!==!0&&code===CHAR_DOT&&(code=advance())===CHAR_DOT||braceEscaped!==!0&&code===CHAR_COMMA){if(isBrace=token.isBrace=!0,isGlob=token.isGlob=!0,finished=!0,scanToEnd===!0)continue;break}if(code===CHAR_RIGHT_CURLY_BRACE&&(braces--,braces===0)){braceEscaped=!1,isBrace=token.isBrace=!0,finished=!0;break}}if(scanToEnd===!0)continue;break}if(code===CHAR_FORWARD_SLASH){if(slashes.push(index),tokens.push(token),token={value:``,depth:0,isGlob:!1},finished===!0)continue;if(prev===CHAR_DOT&&index===start+1){start+=2;continue}lastIndex=index+1}else{if(opts.noext!==!0&&(code===CHAR_PLUS||code===CHAR_AT||code===CHAR_ASTERISK||code===CHAR_QUESTION_MARK||code===CHAR_EXCLAMATION_MARK)&&peek()===CHAR_LEFT_PARENTHESES){if(isGlob=token.isGlob=!0,isExtglob=token.isExtglob=!0,finished=!0,code===CHAR_EXCLAMATION_MARK&&index===start&&(negatedExtglob=!0),scanToEnd===!0){let parens=0;for(;eos()!==!0&&(code=advance());)if(code===CHAR_BACKWARD_SLASH)backslashes=token.backslashes=!0,advance();else if(code===CHAR_LEFT_PARENTHESES)parens++;else if(code===CHAR_RIGHT_PARENTHESES&&--parens===0){finished=!0;break}continue}break}if(code===CHAR_ASTERISK){if(prev===CHAR_ASTERISK&&(isGlobstar=token.isGlobstar=!0),isGlob=token.isGlob=!0,finished=!0,scanToEnd===!0)continue;break}if(code===CHAR_QUESTION_MARK){if(isGlob=token.isGlob=!0,finished=!0,scanToEnd===!0)continue;break}if(code===CHAR_LEFT_SQUARE_BRACKET){for(;eos()!==!0&&(next=advance());)if(next===CHAR_BACKWARD_SLASH)backslashes=token.backslashes=!0,advance();else if(next===CHAR_RIGHT_SQUARE_BRACKET){isBracket=token.isBracket=!0,isGlob=token.isGlob=!0,finished=!0;break}if(scanToEnd===!0)continue;break}if(opts.nonegate!==!0&&code===CHAR_EXCLAMATION_MARK&&index===start)negated=token.negated=!0,start++;else{if(opts.noparen!==!0&&code===CHAR_LEFT_PARENTHESES){if(isGlob=token.isGlob=!0,scanToEnd===!0){let parens=1;for(;eos()!==!0&&(code=advance());)if(code===CHAR_BACKWARD_SLASH)backslashes=token.backslashes=!0,advance();else if(code===CHAR_LEFT_PARENTHESES)parens++;else if(code===CHAR_RIGHT_PARENTHESES&&--parens===0){finished=!0;break}continue}break}if(isGlob===!0){if(finished=!0,scanToEnd===!0)continue;break}}}}}opts.noext===!0&&(isExtglob=!1,isGlob=!1);let base=str,prefix=``,glob=``;start>0&&(prefix=str.slice(0,start),str=str.slice(start),lastIndex-=start),base&&isGlob===!0&&lastIndex>0?(base=str.slice(0,lastIndex),glob=str.slice(lastIndex)):isGlob===!0?(base=``,glob=str):base=str,base&&base!==``&&base!==`/`&&base!==str&&isPathSeparator(base.charCodeAt(base.length-1))&&(base=base.slice(0,-1)),opts.unescape===!0&&(glob&&=utils.removeBackslashes(glob),base&&backslashes===!0&&(base=utils.removeBackslashes(base)));let state={prefix,input,start,base,glob,isBrace,isBracket,isGlob,isExtglob,isGlobstar,negated,negatedExtglob};if(opts.tokens===!0&&(state.maxDepth=0,isPathSeparator(code)||tokens.push(token),state.tokens=tokens),opts.parts===!0||opts.tokens===!0){let prevIndex;for(let idx=0;idx<slashes.length;idx++){let n=prevIndex===void 0?start:prevIndex+1,i=slashes[idx],value=input.slice(n,i);opts.tokens&&(idx===0&&start!==0?(tokens[idx].isPrefix=!0,tokens[idx].value=prefix):tokens[idx].value=value,depth(tokens[idx]),state.maxDepth+=tokens[idx].depth),i>=start&&(parts.push(value),prevIndex=i)}let n=prevIndex===void 0?start:prevIndex+1,value=input.slice(n);parts.push(value),opts.tokens&&prevIndex&&prevIndex+1<input.length&&(tokens[tokens.length-1].value=value,depth(tokens[tokens.length-1]),state.maxDepth+=tokens[tokens.length-1].depth),state.slashes=slashes,state.parts=parts}return state}})),require_parse=/* @__PURE__ */ require_cli.t(((exports,module)=>{let constants=require_constants(),utils=require_utils(),{MAX_LENGTH,POSIX_REGEX_SOURCE,REGEX_NON_SPECIAL_CHARS,REGEX_SPECIAL_CHARS_BACKREF,REPLACEMENTS}=constants,expandRange=(args,options)=>{if(typeof options.expandRange==`function`)return options.expandRange(...args,options);args.sort();let value=`[${args.join(`-`)}]`;try{new RegExp(value)}catch{return args.map(v=>utils.escapeRegex(v)).join(`..`)}return value},syntaxError=(type,char)=>`Missing ${type}: "${char}" - use "\\\\${char}" to match literal characters`,splitTopLevel=input=>{let parts=[],bracket=0,paren=0,quote=0,value=``,escaped=!1;for(let ch of input)if(escaped===!0)value+=ch,escaped=!1;else if(ch===`\\`)value+=ch,escaped=!0;else if(ch===`"`)quote=quote===1?0:1,value+=ch;else{if(quote===0){if(ch===`[`)bracket++;else if(ch===`]`&&bracket>0)bracket--;else if(bracket===0){if(ch===`(`)paren++;else if(ch===`)`&&paren>0)paren--;else if(ch===`|`&&paren===0){parts.push(value),value=``;continue}}}value+=ch}return parts.push(value),parts},isPlainBranch=branch=>{let escaped=!1;for(let ch of branch)if(escaped===!0)escaped=!1;else if(ch===`\\`)escaped=!0;else if(/[?*+@!()[\]{}]/.test(ch))return!1;return!0},normalizeSimpleBranch=branch=>{let value=branch.trim(),changed=!0;for(;changed===!0;)changed=!1,/^@\([^\\()[\]{}|]+\)$/.test(value)&&(value=value.slice(2,-1),changed=!0);if(isPlainBranch(value))return value.replace(/\\(.)/g,`$1`)},hasRepeatedCharPrefixOverlap=branches=>{let values=branches.map(normalizeSimpleBranch).filter(Boolean);for(let i=0;i<values.length;i++)for(let j=i+1;j<values.length;j++){let a=values[i],b=values[j],char=a[0];if(char&&a===char.repeat(a.length)&&b===char.repeat(b.length)&&(a===b||a.startsWith(b)||b.startsWith(a)))return!0}return!1},parseRepeatedExtglob=(pattern,requireEnd=!0)=>{if(pattern[0]!==`+`&&pattern[0]!==`*`||pattern[1]!==`(`)return;let bracket=0,paren=0,quote=0,escaped=!1;for(let i=1;i<pattern.length;i++){let ch=pattern[i];if(escaped===!0)escaped=!1;else if(ch===`\\`)escaped=!0;else if(ch===`"`)quote=quote===1?0:1;else if(quote!==1){if(ch===`[`)bracket++;else if(ch===`]`&&bracket>0)bracket--;else if(!(bracket>0)){if(ch===`(`)paren++;else if(ch===`)`&&(paren--,paren===0))return requireEnd===!0&&i!==pattern.length-1?void 0:{type:pattern[0],body:pattern.slice(2,i),end:i}}}}},buildCharClassStar=chars=>`${chars.length===1?utils.escapeRegex(chars[0]):`[${chars.map(ch=>utils.escapeRegex(ch)).join(``)}]`}*`,getStarExtglobSequenceChars=pattern=>{let index=0,chars=[];for(;index<pattern.length;){let match=parseRepeatedExtglob(pattern.slice(index),!1);if(!match||match.type!==`*`)return;let branches=splitTopLevel(match.body).map(branch=>branch.trim());if(branches.length!==1)return;let branch=normalizeSimpleBranch(branches[0]);if(!branch||branch.length!==1)return;chars.push(branch),index+=match.end+1}if(!(chars.length<1))return chars},repeatedExtglobRecursion=pattern=>{let depth=0,value=pattern.trim(),match=parseRepeatedExtglob(value);for(;match;)depth++,value=match.body.trim(),match=parseRepeatedExtglob(value);return depth},analyzeRepeatedExtglob=(body,options)=>{if(options.maxExtglobRecursion===!1)return{risky:!1};let max=typeof options.maxExtglobRecursion==`number`?options.maxExtglobRecursion:constants.DEFAULT_MAX_EXTGLOB_RECURSION,branches=splitTopLevel(body).map(branch=>branch.trim());if(branches.length>1&&(branches.some(branch=>branch===``)||branches.some(branch=>/^[*?]+$/.test(branch))||hasRepeatedCharPrefixOverlap(branches)))return{risky:!0};let safeChars=[],sawStarSequence=!1,combinable=!0;for(let branch of branches){let chars=getStarExtglobSequenceChars(branch);if(chars){sawStarSequence=!0,safeChars.push(...chars);continue}let literal=normalizeSimpleBranch(branch);if(literal&&literal.length===1)safeChars.push(literal);else if(combinable=!1,repeatedExtglobRecursion(branch)>max)return{risky:!0}}return sawStarSequence?combinable?{risky:!0,safeOutput:buildCharClassStar([...new Set(safeChars)])}:{risky:!0}:{risky:!1}},parse=(input,options)=>{if(typeof input!=`string`)throw TypeError(`Expected a string`);input=REPLACEMENTS[input]||input;let opts={...options},max=typeof opts.maxLength==`number`?Math.min(MAX_LENGTH,opts.maxLength):MAX_LENGTH,len=input.length;if(len>max)throw SyntaxError(`Input length: ${len}, exceeds maximum allowed length: ${max}`);let bos={type:`bos`,value:``,output:opts.prepend||``},tokens=[bos],capture=opts.capture?``:`?:`,PLATFORM_CHARS=constants.globChars(opts.windows),EXTGLOB_CHARS=constants.extglobChars(PLATFORM_CHARS),{DOT_LITERAL,PLUS_LITERAL,SLASH_LITERAL,ONE_CHAR,DOTS_SLASH,NO_DOT,NO_DOT_SLASH,NO_DOTS_SLASH,QMARK,QMARK_NO_DOT,STAR,START_ANCHOR}=PLATFORM_CHARS,globstar=opts=>`(${capture}(?:(?!${START_ANCHOR}${opts.dot?DOTS_SLASH:DOT_LITERAL}).)*?)`,nodot=opts.dot?``:NO_DOT,qmarkNoDot=opts.dot?QMARK:QMARK_NO_DOT,star=opts.bash===!0?globstar(opts):STAR;opts.capture&&(star=`(${star})`),typeof opts.noext==`boolean`&&(opts.noextglob=opts.noext);let state={input,index:-1,start:0,dot:opts.dot===!0,consumed:``,output:``,prefix:``,backtrack:!1,negated:!1,brackets:0,braces:0,parens:0,quotes:0,globstar:!1,tokens};input=utils.removePrefix(input,state),len=input.length;let extglobs=[],braces=[],stack=[],prev=bos,value,eos=()=>state.index===len-1,peek=state.peek=(n=1)=>input[state.index+n],advance=state.advance=()=>input[++state.index]||``,remaining=()=>input.slice(state.index+1),consume=(value=``,num=0)=>{state.consumed+=value,state.index+=num},append=token=>{state.output+=token.output==null?token.value:token.output,consume(token.value)},negate=()=>{let count=1;for(;peek()===`!`&&(peek(2)!==`(`||peek(3)===`?`);)advance(),state.start++,count++;return count%2!=0&&(state.negated=!0,state.start++,!0)},increment=type=>{state[type]++,stack.push(type)},decrement=type=>{state[type]--,stack.pop()},push=tok=>{if(prev.type===`globstar`){let isBrace=state.braces>0&&(tok.type===`comma`||tok.type===`brace`),isExtglob=tok.extglob===!0||extglobs.length&&(tok.type===`pipe`||tok.type===`paren`);tok.type!==`slash`&&tok.type!==`paren`&&!isBrace&&!isExtglob&&(state.output=state.output.slice(0,-prev.output.length),prev.type=`star`,prev.value=`*`,prev.output=star,state.output+=prev.output)}extglobs.length&&tok.type!==`paren`&&(extglobs[extglobs.length-1].inner+=tok.value),(tok.value||tok.output)&&append(tok),prev&&prev.type===`text`&&tok.type===`text`?(prev.output=(prev.output||prev.value)+tok.value,prev.value+=tok.value):(tok.prev=prev,tokens.push(tok),prev=tok)},extglobOpen=(type,value)=>{let token={...EXTGLOB_CHARS[value],conditions:1,inner:``};token.prev=prev,token.parens=state.parens,token.output=state.output,token.startIndex=state.index,token.tokensIndex=tokens.length;let output=(opts.capture?`(`:``)+token.open;increment(`parens`),push({type,value,output:state.output?``:ONE_CHAR}),push({type:`paren`,extglob:!0,value:advance(),output}),extglobs.push(token)},extglobClose=token=>{let literal=input.slice(token.startIndex,state.index+1),body=input.slice(token.startIndex+2,state.index),analysis=analyzeRepeatedExtglob(body,opts);if((token.type===`plus`||token.type===`star`)&&analysis.risky){let safeOutput=analysis.safeOutput?(token.output?``:ONE_CHAR)+(opts.capture?`(${analysis.safeOutput})`:analysis.safeOutput):void 0,open=tokens[token.tokensIndex];open.type=`text`,open.value=literal,open.output=safeOutput||utils.escapeRegex(literal);for(let i=token.tokensIndex+1;i<tokens.length;i++)tokens[i].value=``,tokens[i].output=``,delete tokens[i].suffix;state.output=token.output+open.output,state.backtrack=!0,push({type:`paren`,extglob:!0,value,output:``}),decrement(`parens`);return}let output=token.close+(opts.capture?`)`:``),rest;if(token.type===`negate`){let extglobStar=star;token.inner&&token.inner.length>1&&token.inner.includes(`/`)&&(extglobStar=globstar(opts)),(extglobStar!==star||eos()||/^\)+$/.test(remaining()))&&(output=token.close=`)$))${extglobStar}`),token.inner.includes(`*`)&&(rest=remaining())&&/^\.[^\\/.]+$/.test(rest)&&(output=token.close=`)${parse(rest,{...options,fastpaths:!1}).output})${extglobStar})`),token.prev.type===`bos`&&(state.negatedExtglob=!0)}push({type:`paren`,extglob:!0,value,output}),decrement(`parens`)};if(opts.fastpaths!==!1&&!/(^[*!]|[/()[\]{}"])/.test(input)){let backslashes=!1,output=input.replace(REGEX_SPECIAL_CHARS_BACKREF,(m,esc,chars,first,rest,index)=>first===`\\`?(backslashes=!0,m):first===`?`?esc?esc+first+(rest?QMARK.repeat(rest.length):``):index===0?qmarkNoDot+(rest?QMARK.repeat(rest.length):``):QMARK.repeat(chars.length):first===`.`?DOT_LITERAL.repeat(chars.length):first===`*`?esc?esc+first+(rest?star:``):star:esc?m:`\\${m}`);return backslashes===!0&&(output=opts.unescape===!0?output.replace(/\\/g,``):output.replace(/\\+/g,m=>m.length%2==0?`\\\\`:m?`\\`:``)),output===input&&opts.contains===!0?(state.output=input,state):(state.output=utils.wrapOutput(output,state,options),state)}for(;!eos();){if(value=advance(),value===`\0`)continue;if(value===`\\`){let next=peek();if(next===`/`&&opts.bash!==!0||next===`.`||next===`;`)continue;if(!next){value+=`\\`,push({type:`text`,value});continue}let match=/^\\+/.exec(remaining()),slashes=0;if(match&&match[0].length>2&&(slashes=match[0].length,state.index+=slashes,slashes%2!=0&&(value+=`\\`)),opts.unescape===!0?value=advance():value+=advance(),state.brackets===0){push({type:`text`,value});continue}}if(state.brackets>0&&(value!==`]`||prev.value===`[`||prev.value===`[^`)){if(opts.posix!==!1&&value===`:`){let inner=prev.value.slice(1);if(inner.includes(`[`)&&(prev.posix=!0,inner.includes(`:`))){let idx=prev.value.lastIndexOf(`[`),pre=prev.value.slice(0,idx),rest=prev.value.slice(idx+2),posix=POSIX_REGEX_SOURCE[rest];if(posix){prev.value=pre+posix,state.backtrack=!0,advance(),!bos.output&&tokens.indexOf(prev)===1&&(bos.output=ONE_CHAR);continue}}}(value===`[`&&peek()!==`:`||value===`-`&&peek()===`]`)&&(value=`\\${value}`),value===`]`&&(prev.value===`[`||prev.value===`[^`)&&(value=`\\${value}`),opts.posix===!0&&value===`!`&&prev.value===`[`&&(value=`^`),prev.value+=value,append({value});continue}if(state.quotes===1&&value!==`"`){value=utils.escapeRegex(value),prev.value+=value,append({value});continue}if(value===`"`){state.quotes=state.quotes===1?0:1,opts.keepQuotes===!0&&push({type:`text`,value});continue}if(value===`(`){increment(`parens`),push({type:`paren`,value});continue}if(value===`)`){if(state.parens===0&&opts.strictBrackets===!0)throw SyntaxError(syntaxError(`opening`,`(`));let extglob=extglobs[extglobs.length-1];if(extglob&&state.parens===extglob.parens+1){extglobClose(extglobs.pop());continue}push({type:`paren`,value,output:state.parens?`)`:`\\)`}),decrement(`parens`);continue}if(value===`[`){if(opts.nobracket===!0||!remaining().includes(`]`)){if(opts.nobracket!==!0&&opts.strictBrackets===!0)throw SyntaxError(syntaxError(`closing`,`]`));value=`\\${value}`}else increment(`brackets`);push({type:`bracket`,value});continue}if(value===`]`){if(opts.nobracket===!0||prev&&prev.type===`bracket`&&prev.value.length===1){push({type:`text`,value,output:`\\${value}`});continue}if(state.brackets===0){if(opts.strictBrackets===!0)throw SyntaxError(syntaxError(`opening`,`[`));push({type:`text`,value,output:`\\${value}`});continue}decrement(`brackets`);let prevValue=prev.value.slice(1);if(prev.posix!==!0&&prevValue[0]===`^`&&!prevValue.includes(`/`)&&(value=`/${value}`),prev.value+=value,append({value}),opts.literalBrackets===!1||utils.hasRegexChars(prevValue))continue;let escaped=utils.escapeRegex(prev.value);if(state.output=state.output.slice(0,-prev.value.length),opts.literalBrackets===!0){state.output+=escaped,prev.value=escaped;continue}prev.value=`(${capture}${escaped}|${prev.value})`,state.output+=prev.value;continue}if(value===`{`&&opts.nobrace!==!0){increment(`braces`);let open={type:`brace`,value,output:`(`,outputIndex:state.output.length,tokensIndex:state.tokens.length};braces.push(open),push(open);continue}if(value===`}`){let brace=braces[braces.length-1];if(opts.nobrace===!0||!brace){push({type:`text`,value,output:value});continue}let output=`)`;if(brace.dots===!0){let arr=tokens.slice(),range=[];for(let i=arr.length-1;i>=0&&(tokens.pop(),arr[i].type!==`brace`);i--)arr[i].type!==`dots`&&range.unshift(arr[i].value);output=expandRange(range,opts),state.backtrack=!0}if(brace.comma!==!0&&brace.dots!==!0){let out=state.output.slice(0,brace.outputIndex),toks=state.tokens.slice(brace.tokensIndex);brace.value=brace.output=`\\{`,value=output=`\\}`,state.output=out;for(let t of toks)state.output+=t.output||t.value}push({type:`brace`,value,output}),decrement(`braces`),braces.pop();continue}if(value===`|`){extglobs.length>0&&extglobs[extglobs.length-1].conditions++,push({type:`text`,value});continue}if(value===`,`){let output=value,brace=braces[braces.length-1];brace&&stack[stack.length-1]===`braces`&&(brace.comma=!0,output=`|`),push({type:`comma`,value,output});continue}if(value===`/`){if(prev.type===`dot`&&state.index===state.start+1){state.start=state.index+1,state.consumed=``,state.output=``,tokens.pop(),prev=bos;continue}push({type:`slash`,value,output:SLASH_LITERAL});continue}if(value===`.`){if(state.braces>0&&prev.type===`dot`){prev.value===`.`&&(prev.output=DOT_LITERAL);let brace=braces[braces.length-1];prev.type=`dots`,prev.output+=value,prev.value+=value,brace.dots=!0;continue}if(state.braces+state.parens===0&&prev.type!==`bos`&&prev.type!==`slash`){push({type:`text`,value,output:DOT_LITERAL});continue}push({type:`dot`,value,output:DOT_LITERAL});continue}if(value===`?`){if(!(prev&&prev.value===`(`)&&opts.noextglob!==!0&&peek()===`(`&&peek(2)!==`?`){extglobOpen(`qmark`,value);continue}if(prev&&prev.type===`paren`){let next=peek(),output=value;(prev.value===`(`&&!/[!=<:]/.test(next)||next===`<`&&!/<([!=]|\w+>)/.test(remaining()))&&(output=`\\${value}`),push({type:`text`,value,output});continue}if(opts.dot!==!0&&(prev.type===`slash`||prev.type===`bos`)){push({type:`qmark`,value,output:QMARK_NO_DOT});continue}push({type:`qmark`,value,output:QMARK});continue}if(value===`!`){if(opts.noextglob!==!0&&peek()===`(`&&(peek(2)!==`?`||!/[!=<:]/.test(peek(3)))){extglobOpen(`negate`,value);continue}if(opts.nonegate!==!0&&state.index===0){negate();continue}}if(value===`+`){if(opts.noextglob!==!0&&peek()===`(`&&peek(2)!==`?`){extglobOpen(`plus`,value);continue}if(prev&&prev.value===`(`||opts.regex===!1){push({type:`plus`,value,output:PLUS_LITERAL});continue}if(prev&&(prev.type===`bracket`||prev.type===`paren`||prev.type===`brace`)||state.parens>0){push({type:`plus`,value});continue}push({type:`plus`,value:PLUS_LITERAL});continue}if(value===`@`){if(opts.noextglob!==!0&&peek()===`(`&&peek(2)!==`?`){push({type:`at`,extglob:!0,value,output:``});continue}push({type:`text`,value});continue}if(value!==`*`){(value===`$`||value===`^`)&&(value=`\\${value}`);let match=REGEX_NON_SPECIAL_CHARS.exec(remaining());match&&(value+=match[0],state.index+=match[0].length),push({type:`text`,value});continue}if(prev&&(prev.type===`globstar`||prev.star===!0)){prev.type=`star`,prev.star=!0,prev.value+=value,prev.output=star,state.backtrack=!0,state.globstar=!0,consume(value);continue}let rest=remaining();if(opts.noextglob!==!0&&/^\([^?]/.test(rest)){extglobOpen(`star`,value);continue}if(prev.type===`star`){if(opts.noglobstar===!0){consume(value);continue}let prior=prev.prev,before=prior.prev,isStart=prior.type===`slash`||prior.type===`bos`,afterStar=before&&(before.type===`star`||before.type===`globstar`);if(opts.bash===!0&&(!isStart||rest[0]&&rest[0]!==`/`)){push({type:`star`,value,output:``});continue}let isBrace=state.braces>0&&(prior.type===`comma`||prior.type===`brace`),isExtglob=extglobs.length&&(prior.type===`pipe`||prior.type===`paren`);if(!isStart&&prior.type!==`paren`&&!isBrace&&!isExtglob){push({type:`star`,value,output:``});continue}for(;rest.slice(0,3)===`/**`;){let after=input[state.index+4];if(after&&after!==`/`)break;rest=rest.slice(3),consume(`/**`,3)}let isEnd=eos()||state.parens>0&&rest===`)`.repeat(state.parens)&&!extglobs.some(extglob=>extglob.type===`negate`);if(prior.type===`bos`&&eos()){prev.type=`globstar`,prev.value+=value,prev.output=globstar(opts),state.output=prev.output,state.globstar=!0,consume(value);continue}if(prior.type===`slash`&&prior.prev.type!==`bos`&&!afterStar&&isEnd){state.output=state.output.slice(0,-(prior.output+prev.output).length),prior.output=`(?:${prior.output}`,prev.type=`globstar`,prev.output=globstar(opts)+(opts.strictSlashes?`)`:`|$)`),prev.value+=value,state.globstar=!0,state.output+=prior.output+prev.output,consume(value);continue}if(prior.type===`slash`&&prior.prev.type!==`bos`&&rest[0]===`/`){let end=rest[1]===void 0?``:`|$`;state.output=state.output.slice(0,-(prior.output+prev.output).length),prior.output=`(?:${prior.output}`,prev.type=`globstar`,prev.output=`${globstar(opts)}${SLASH_LITERAL}|${SLASH_LITERAL}${end})`,prev.value+=value,state.output+=prior.output+prev.output,state.globstar=!0,consume(value+advance()),push({type:`slash`,value:`/`,output:``});continue}if(prior.type===`bos`&&rest[0]===`/`){prev.type=`globstar`,prev.value+=value,prev.output=`(?:^|${SLASH_LITERAL}|${globstar(opts)}${SLASH_LITERAL})`,state.output=prev.output,state.globstar=!0,consume(value+advance()),push({type:`slash`,value:`/`,output:``});continue}state.output=state.output.slice(0,-prev.output.length),prev.type=`globstar`,prev.output=globstar(opts),prev.value+=value,state.output+=prev.output,state.globstar=!0,consume(value);continue}let token={type:`star`,value,output:star};opts.bash===!0?(token.output=`.*?`,(prev.type===`bos`||prev.type===`slash`)&&(token.output=nodot+token.output),push(token)):prev&&(prev.type===`bracket`||prev.type===`paren`)&&opts.regex===!0?(token.output=value,push(token)):((state.index===state.start||prev.type===`slash`||prev.type===`dot`)&&(prev.type===`dot`?(state.output+=NO_DOT_SLASH,prev.output+=NO_DOT_SLASH):opts.dot===!0?(state.output+=NO_DOTS_SLASH,prev.output+=NO_DOTS_SLASH):(state.output+=nodot,prev.output+=nodot),peek()!==`*`&&(state.output+=ONE_CHAR,prev.output+=ONE_CHAR)),push(token))}for(;state.brackets>0;){if(opts.strictBrackets===!0)throw SyntaxError(syntaxError(`closing`,`]`));state.output=utils.escapeLast(state.output,`[`),decrement(`brackets`)}for(;state.parens>0;){if(opts.strictBrackets===!0)throw SyntaxError(syntaxError(`closing`,`)`));state.output=utils.escapeLast(state.output,`(`),decrement(`parens`)}for(;state.braces>0;){if(opts.strictBrackets===!0)throw SyntaxError(syntaxError(`closing`,`}`));state.output=utils.escapeLast(state.output,`{`),decrement(`braces`)}if(opts.strictSlashes!==!0&&(prev.type===`star`||prev.type===`bracket`)&&push({type:`maybe_slash`,value:``,output:`${SLASH_LITERAL}?`}),state.backtrack===!0){state.output=``;for(let token of state.tokens)state.output+=token.output==null?token.value:token.output,token.suffix&&(state.output+=token.suffix)}return state};parse.fastpaths=(input,options)=>{let opts={...options},max=typeof opts.maxLength==`number`?Math.min(MAX_LENGTH,opts.maxLength):MAX_LENGTH,len=input.length;if(len>max)throw SyntaxError(`Input length: ${len}, exceeds maximum allowed length: ${max}`);input=REPLACEMENTS[input]||input;let{DOT_LITERAL,SLASH_LITERAL,ONE_CHAR,DOTS_SLASH,NO_DOT,NO_DOTS,NO_DOTS_SLASH,STAR,START_ANCHOR}=constants.globChars(opts.windows),nodot=opts.dot?NO_DOTS:NO_DOT,slashDot=opts.dot?NO_DOTS_SLASH:NO_DOT,capture=opts.capture?``:`?:`,state={negated:!1,prefix:``},star=opts.bash===!0?`.*?`:STAR;opts.capture&&(star=`(${star})`);let globstar=opts=>opts.noglobstar===!0?star:`(${capture}(?:(?!${START_ANCHOR}${opts.dot?DOTS_SLASH:DOT_LITERAL}).)*?)`,create=str=>{switch(str){case`*`:return`${nodot}${ONE_CHAR}${star}`;case`.*`:return`${DOT_LITERAL}${ONE_CHAR}${star}`;case`*.*`:return`${nodot}${star}${DOT_LITERAL}${ONE_CHAR}${star}`;case`*/*`:return`${nodot}${star}${SLASH_LITERAL}${ONE_CHAR}${slashDot}${star}`;case`**`:return nodot+globstar(opts);case`**/*`:return`(?:${nodot}${globstar(opts)}${SLASH_LITERAL})?${slashDot}${ONE_CHAR}${star}`;case`**/*.*`:return`(?:${nodot}${globstar(opts)}${SLASH_LITERAL})?${slashDot}${star}${DOT_LITERAL}${ONE_CHAR}${star}`;case`**/.*`:return`(?:${nodot}${globstar(opts)}${SLASH_LITERAL})?${DOT_LITERAL}${ONE_CHAR}${star}`;default:{let match=/^(.*?)\.(\w+)$/.exec(str);if(!match)return;let source=create(match[1]);return source?source+DOT_LITERAL+match[2]:void 0}}},source=create(utils.removePrefix(input,state));return source&&opts.strictSlashes!==!0&&(source+=`${SLASH_LITERAL}?`),source},module.exports=parse})),require_picomatch$1=/* @__PURE__ */ require_cli.t(((exports,module)=>{let scan=require_scan(),parse=require_parse(),utils=require_utils(),constants=require_constants(),isObject=val=>val&&typeof val==`object`&&!Array.isArray(val),picomatch=(glob,options,returnState=!1)=>{if(Array.isArray(glob)){let fns=glob.map(input=>picomatch(input,options,returnState));return str=>{for(let isMatch of fns){let state=isMatch(str);if(state)return state}return!1}}let isState=isObject(glob)&&glob.tokens&&glob.input;if(glob===``||typeof glob!=`string`&&!isState)throw TypeError(`Expected pattern to be a non-empty string`);let opts=options||{},posix=opts.windows,regex=isState?picomatch.compileRe(glob,options):picomatch.makeRe(glob,options,!1,!0),state=regex.state;delete regex.state;let isIgnored=()=>!1;if(opts.ignore){let ignoreOpts={...options,ignore:null,onMatch:null,onResult:null};isIgnored=picomatch(opts.ignore,ignoreOpts,returnState)}let matcher=(input,returnObject=!1)=>{let{isMatch,match,output}=picomatch.test(input,regex,options,{glob,posix}),result={glob,state,regex,posix,input,output,match,isMatch};return typeof opts.onResult==`function`&&opts.onResult(result),isMatch===!1?(result.isMatch=!1,returnObject?result:!1):isIgnored(input)?(typeof opts.onIgnore==`function`&&opts.onIgnore(result),result.isMatch=!1,returnObject?result:!1):(typeof opts.onMatch==`function`&&opts.onMatch(result),!returnObject||result)};return returnState&&(matcher.state=state),matcher};picomatch.test=(input,regex,options,{glob,posix}={})=>{if(typeof input!=`string`)throw TypeError(`Expected input to be a string`);if(input===``)return{isMatch:!1,output:``};let opts=options||{},format=opts.format||(posix?utils.toPosixSlashes:null),match=input===glob,output=match&&format?format(input):input;return match===!1&&(output=format?format(input):input,match=output===glob),(match===!1||opts.capture===!0)&&(match=opts.matchBase===!0||opts.basename===!0?picomatch.matchBase(input,regex,options,posix):regex.exec(output)),{isMatch:!!match,match,output}},picomatch.matchBase=(input,glob,options,posix=options&&options.windows)=>(glob instanceof RegExp?glob:picomatch.makeRe(glob,options)).test(utils.basename(input,{windows:posix})),picomatch.isMatch=(str,patterns,options)=>picomatch(patterns,options)(str),picomatch.parse=(pattern,options)=>Array.isArray(pattern)?pattern.map(p=>picomatch.parse(p,options)):parse(pattern,{...options,fastpaths:!1}),picomatch.scan=(input,options)=>scan(input,options),picomatch.compileRe=(state,options,returnOutput=!1,returnState=!1)=>{if(returnOutput===!0)return state.output;let opts=options||{},prepend=opts.contains?``:`^`,append=opts.contains?``:`$`,source=`${prepend}(?:${state.output})${append}`;state&&state.negated===!0&&(source=`^(?!${source}).*$`);let regex=picomatch.toRegex(source,options);return returnState===!0&&(regex.state=state),regex},picomatch.makeRe=(input,options={},returnOutput=!1,returnState=!1)=>{if(!input||typeof input!=`string`)throw TypeError(`Expected a non-empty string`);let parsed={negated:!1,fastpaths:!0};return options.fastpaths!==!1&&(input[0]===`.`||input[0]===`*`)&&(parsed.output=parse.fastpaths(input,options)),parsed.output||(parsed=parse(input,options)),picomatch.compileRe(parsed,options,returnOutput,returnState)},picomatch.toRegex=(source,options)=>{try{let opts=options||{};return new RegExp(source,opts.flags||(opts.nocase?`i`:``))}catch(err){if(options&&options.debug===!0)throw err;return/$^/}},picomatch.constants=constants,module.exports=picomatch})),require_picomatch=/* @__PURE__ */ require_cli.t(((exports,module)=>{let pico=require_picomatch$1(),utils=require_utils();function picomatch(glob,options,returnState=!1){return options&&(options.windows===null||options.windows===void 0)&&(options={...options,windows:utils.isWindows()}),pico(glob,options,returnState)}Object.assign(picomatch,pico),module.exports=picomatch})),import_picomatch=/* @__PURE__ */ require_cli.n(require_picomatch(),1);const manifestFile=/\.(ya?ml|json)$/i,skippedFolders=/* @__PURE__ */ new Set([`.git`,`node_modules`]);function findFiles(inputs,cwd){let found=/* @__PURE__ */ new Map;for(let input of inputs)for(let file of expand(input,cwd))found.set(file.absolute,file);return sorted([...found.values()])}function trackedFiles(tracked,root,cwd){let files=[];for(let path of tracked){if(!manifestFile.test(path))continue;let file=asFound((0,node_path.join)(root,path),root,cwd);file&&files.push(file)}return sorted(files)}function matcherOf(patterns){let matchers=patterns.map(pattern=>{let plain=pattern.replace(/^\.\//,``).replace(/\/+$/,``);if(plain===`.`||plain===``)return()=>!0;let glob=(0,import_picomatch.default)(plain,{dot:!0});return path=>path===plain||path.startsWith(`${plain}/`)||glob(path)});return path=>matchers.some(matches=>matches(path))}function displayPath(absolute,cwd){let inside=(0,node_path.relative)(cwd,absolute),shown=inside===``||inside.startsWith(`..`)?absolute:inside;return node_path.sep===`/`?shown:shown.split(node_path.sep).join(`/`)}function expand(input,cwd){let absolute=(0,node_path.resolve)(cwd,input),stats=statOf(absolute);if(stats?.isDirectory())return walk(absolute,absolute,cwd);if(stats)return[{path:displayPath(absolute,cwd),absolute,isStream:!stats.isFile()}];let{base,isGlob}=import_picomatch.default.scan(input);if(!isGlob)throw new UserError(`cannot read ${JSON.stringify(input)}: no such file or directory`,{help:"name files, directories or globs; `-` reads standard input"});let folder=(0,node_path.resolve)(cwd,base);if(!statOf(folder)?.isDirectory())return[];let matches=(0,import_picomatch.default)((0,node_path.resolve)(cwd,input).split(node_path.sep).join(`/`),{dot:!0});return walk(folder,folder,cwd,/(?:)/).filter(file=>matches(file.absolute.split(node_path.sep).join(`/`)))}function walk(folder,root,cwd,name=manifestFile){let files=[],pending=[folder];for(let current=pending.pop();current!==void 0;current=pending.pop())for(let entry of entriesOf(current,cwd)){let absolute=(0,node_path.join)(current,entry.name);if(entry.isDirectory())skippedFolders.has(entry.name)||pending.push(absolute);else if(name.test(entry.name)){let file=entry.isFile()?{path:displayPath(absolute,cwd),absolute}:asFound(absolute,root,cwd);file&&files.push(file)}}return files}function entriesOf(folder,cwd){try{return(0,node_fs.readdirSync)(folder,{withFileTypes:!0})}catch(error){throw new UserError(`cannot read the directory ${JSON.stringify(displayPath(folder,cwd))}: ${reasonOf(error)}`)}}function asFound(absolute,root,cwd){let path=displayPath(absolute,cwd),link=(0,node_fs.lstatSync)(absolute,{throwIfNoEntry:!1});if(!link)return;if(!link.isSymbolicLink())return link.isFile()?{path,absolute}:void 0;let target=realpathOf(absolute);if(target===void 0)return{path,absolute,leavesRoot:`a file that does not exist`};let realRoot=realpathOf(root)??root;return target!==realRoot&&!target.startsWith(realRoot+node_path.sep)?{path,absolute,leavesRoot:target}:statOf(target)?.isFile()?{path,absolute}:void 0}function statOf(path){try{return(0,node_fs.statSync)(path,{throwIfNoEntry:!1})}catch(error){if(error instanceof Error&&`code`in error&&error.code===`EACCES`)throw new UserError(`cannot read ${JSON.stringify(path)}: permission denied`);return}}function realpathOf(path){try{return(0,node_fs.realpathSync)(path)}catch{return}}function reasonOf(error){let code=error instanceof Error&&`code`in error?error.code:void 0;return code===`EACCES`||code===`EPERM`?`permission denied`:code===`ENOENT`?`no such file or directory`:code===`EISDIR`?`it is a directory`:error instanceof Error?error.message:String(error)}function sorted(files){return files.sort((a,b)=>a.path<b.path?-1:+(a.path>b.path))}const defaults={namespace:`default`,clusters:[],exclude:[],presets:[],rules:{},images:{},airGapped:!1,kserve:{installed:!0,deploymentMode:`Standard`},limits:{fileSize:1048576}};async function loadConfig(named,cwd,ruleIds){let file=named===void 0?nearestConfig(cwd):(0,node_path.resolve)(cwd,named);if(file===void 0)return{config:defaults,root:cwd};let shown=displayPath(file,cwd),{parseConfig}=await Promise.resolve().then(()=>require("./parse.js"));return{config:parseConfig(new SourceFile(shown,textOf(file,shown)),ruleIds),root:(0,node_path.dirname)(file)}}function nearestConfig(cwd){for(let folder=cwd;;folder=(0,node_path.dirname)(folder)){let file=(0,node_path.join)(folder,`nimops.yaml`);if((0,node_fs.existsSync)(file))return file;if((0,node_fs.existsSync)((0,node_path.join)(folder,`.git`))||(0,node_path.dirname)(folder)===folder)return}}function textOf(file,shown){try{let text=decode((0,node_fs.readFileSync)(file));if(text!==void 0)return text}catch{throw new UserError(`cannot read the configuration ${shown}`,{help:`check the path that --config names`})}throw new UserError(`the configuration ${shown} is not UTF-8 text`)}async function gitTrackedFiles(folder){let{execFileSync}=await import(`node:child_process`);try{return execFileSync(`git`,[`ls-files`,`-z`,`--cached`],{cwd:folder,encoding:`utf8`,maxBuffer:1073741824,stdio:[`ignore`,`pipe`,`pipe`]}).split(`\0`).filter(path=>path!==``)}catch(error){throw new UserError(error instanceof Error&&`code`in error&&error.code===`ENOENT`?`git is not installed, so it cannot tell which files are tracked`:`${folder} is in no git repository`,{help:"name the files or directories to lint, such as `nimops lint .`"})}}const severities=[`error`,`warning`,`info`],enforcers=[`parser`,`api-server`,`webhook`,`operator`,`scheduler`,`nimops`];function lint(loaded,rules,settingsOf){let findings=/* @__PURE__ */ new Map,add=finding=>{let{file,start}=finding.location,key=[finding.rule,file,start.line,start.column,finding.severity,finding.message].join(`\0`),known=findings.get(key);findings.set(key,known?{...known,clusters:[...known.clusters,...finding.clusters]}:finding)},everywhere=loaded.clusters[0];everywhere&&reportProblems(loaded.problems,[],rules,settingsOf(everywhere.scope),loaded.files,add);for(let{scope,set,problems}of loaded.clusters){let settings=settingsOf(scope),clusters=scope.name===void 0?[]:[scope.name];reportProblems(problems,clusters,rules,settings,loaded.files,add),judgeSet(set,clusters,rules,settings,add)}return[...findings.values()].sort(byPlace)}function severityOf(rule,settings){let chosen=Object.hasOwn(settings.severities,rule.id)?settings.severities[rule.id]:void 0;if(chosen!==`off`&&(rule.preset===void 0||chosen!==void 0||settings.presets.includes(rule.preset)))return holdsFor(rule,settings.operatorVersion)?chosen??rule.severity:void 0}function isAtLeast(severity,limit){return severities.indexOf(severity)<=severities.indexOf(limit)}function holdsFor(rule,version){return rule.since!==void 0&&!atLeast(version,rule.since)?!1:rule.until===void 0||atLeast(rule.until,version)}function judgeSet(set,clusters,rules,settings,add){let context={set,settings,operatorVersion:settings.operatorVersion},active=/* @__PURE__ */ new Map;for(let rule of rules){let severity=severityOf(rule,settings);if(`check`in rule&&severity!==void 0)for(let kind of rule.kinds)active.set(kind,[...active.get(kind)??[],{rule,severity}])}let standalone=set.resources.filter(({kind})=>kind!==`NIMService`);for(let resource of[...standalone,...set.services])for(let{rule,severity}of active.get(resource.kind)??[])concerns(rule,resource)&&rule.check(resource,reporterOf(rule,severity,resource,clusters,add),context)}function concerns(rule,resource){return resource.pipeline===void 0||resource.pipeline.enabled||rule.enforcedBy===`api-server`}function reporterOf(rule,severity,resource,clusters,add){let found=(path,message,details)=>{let enforcedBy=details.enforcedBy??rule.enforcedBy;add({rule:rule.id,severity:details.severity??severity,enforcedBy:resource.pipeline&&enforcedBy===`webhook`?`operator`:enforcedBy,message:withoutCredentials(message),help:details.help===void 0?void 0:withoutCredentials(details.help),location:locate(resource,path,details.onKey??!1),object:nameOf(resource),path:resource.fromRoot(path),related:(details.related??[]).map(related=>relatedPlace(related,resource)),fix:details.fix&&fromRoot(details.fix,resource),clusters,confidential:details.confidential??!1})},count=0;return(path,message,details={})=>{count++,count<=100?found(path,message,details):count===101&&found(path,`more findings of this rule in this resource are left out, after 100`,{})}}function fromRoot({safety,edits},resource){return{safety,edits:edits.map(edit=>({...edit,path:resource.fromRoot(edit.path)}))}}function nameOf(resource){let{kind,namespace,name}=resource.pipeline?.resource??resource;return{kind,namespace,name}}function relatedPlace(related,resource){if(isElsewhere(related)){let{resource:other,path,message}=related;return{message:message??`${other.kind} ${other.name} is here`,location:locate(other,path,!1)}}return{message:`see also`,location:locate(resource,related,!1)}}function isElsewhere(related){return`resource`in related}function locate(located,path,onKey){let{document}=located,range=document.rangeOf(located.place(path),onKey);return locationOf(document.file,range)}function locationOf(file,range){return{file:file.path,start:file.position(range.start),end:file.position(range.end)}}function reportProblems(problems,clusters,rules,settings,files,add){let byCode=/* @__PURE__ */ new Map;for(let rule of rules)`reads`in rule&&byCode.set(rule.reads,rule);let counts=/* @__PURE__ */ new Map;for(let problem of problems){let rule=byCode.get(problem.code),severity=rule&&severityOf(rule,settings);if(!rule||!severity)continue;let count=(counts.get(`${rule.id}\0${problem.file}`)??0)+1;if(counts.set(`${rule.id}\0${problem.file}`,count),count>100)continue;let file=files.get(problem.file),start={line:1,column:1},{related}=problem;add({rule:rule.id,severity,enforcedBy:rule.enforcedBy,message:withoutCredentials(problem.message),help:problem.help===void 0?void 0:withoutCredentials(problem.help),location:file&&problem.range?locationOf(file,problem.range):{file:problem.file,start,end:start},object:void 0,path:problem.path,related:file&&related?[{message:related.message,location:locationOf(file,related.range)}]:[],fix:void 0,clusters,confidential:!1})}}function byPlace(a,b){return compare(a.location.file,b.location.file)||a.location.start.line-b.location.start.line||a.location.start.column-b.location.start.column||compare(a.rule,b.rule)||compare(a.message,b.message)}function compare(a,b){return a<b?-1:+(a>b)}function ambiguousScalars(document,resources){let wrong=new Set(resources.flatMap(resource=>resource.problems.map(({path})=>resource.place(path).join(`\0`))));return document.places.ambiguous.filter(({path})=>!wrong.has(path.join(`\0`))).map(({path,range,source,yaml11,yaml12})=>({code:`ambiguous-scalar`,file:document.file.path,range,path,message:`kubectl reads \`${source}\` as ${said(yaml11)} (YAML 1.1), YAML 1.2 readers as ${said(yaml12)}`,help:`write \`${String(yaml11)}\`, or quote the text: "${source}"`}))}function said(value){return typeof value==`string`?`the text ${JSON.stringify(value)}`:String(value)}const companionKinds={PersistentVolumeClaim:`namespaced`,StorageClass:`cluster`,ResourceQuota:`namespaced`,LimitRange:`namespaced`,PriorityClass:`cluster`,RuntimeClass:`cluster`,ResourceClaim:`namespaced`,ResourceClaimTemplate:`namespaced`,Secret:`namespaced`,ConfigMap:`namespaced`,Service:`namespaced`,ServiceAccount:`namespaced`,Role:`namespaced`,RoleBinding:`namespaced`,Deployment:`namespaced`,LeaderWorkerSet:`namespaced`,HorizontalPodAutoscaler:`namespaced`,Ingress:`namespaced`,HTTPRoute:`namespaced`,GRPCRoute:`namespaced`,ServiceMonitor:`namespaced`,InferencePool:`namespaced`,InferenceService:`namespaced`,Job:`namespaced`,Pod:`namespaced`},yamlKind=/^kind:[ \t]*["']?(\w+)/m,yamlMetadata=/^metadata:[^\n]*\n/m,yamlMetadataLine=/(?:[ \t]+(?:name:[ \t]*["']?([^\s"'#]+))?|#)?[^\n]*\n?/y,jsonKind=/"kind"\s*:\s*"(\w+)"/,jsonName=/"metadata"\s*:\s*\{[^{}]*?"name"\s*:\s*"([^"]+)"/;function headerOf(document){let kind=(yamlKind.exec(document)??jsonKind.exec(document))?.[1];if(kind===void 0||!Object.hasOwn(companionKinds,kind))return;let name=yamlNameOf(document)??jsonName.exec(document)?.[1];return name===void 0?void 0:{kind,name}}function yamlNameOf(document){let start=yamlMetadata.exec(document);if(start){yamlMetadataLine.lastIndex=start.index+start[0].length;for(let line=yamlMetadataLine.exec(document);line&&line[0]!==``;line=yamlMetadataLine.exec(document)){if(line[1]!==void 0)return line[1];if(!/^[\s#]/.test(line[0]))return}}}const nimGroup=`apps.nvidia.com`,nimApiVersion=`${nimGroup}/v1alpha1`;function itemsOf(value,document,problems){let items=value.items;return typeof value.kind!=`string`||!value.kind.endsWith(`List`)||!Array.isArray(items)?[{value,base:[]}]:items.flatMap((item,index)=>isMap(item)?itemsOf(item,document,problems).map(inner=>({value:inner.value,base:[`items`,index,...inner.base]})):(problems.push({code:`not-an-object`,file:document.file.path,range:document.rangeOf([`items`,index],!1),path:[`items`,index],message:`item ${index+1} of the List is no object`,help:`every item is a whole manifest with apiVersion, kind, metadata and spec`}),[]))}function classify(value,base,document,defaults,problems){let apiVersion=ownText(value,`apiVersion`)??``,kind=ownText(value,`kind`)??``,nimKind=nimKinds.find(known=>known===kind);if(nimKind&&apiVersion===nimApiVersion)return resourceFrom(nimKind,value,{document,base,namespace:defaults.namespace,operatorVersion:defaults.operatorVersion});let problem=(code,key,message,help)=>{let path=[...base,key];problems.push({code,file:document.file.path,range:document.rangeOf(path,!1),path,message,help})};if(nimKind)return concernsUs(apiVersion)?problem(`unknown-api-version`,`apiVersion`,apiVersion===``?`apiVersion is missing`:`${nimKind} has no apiVersion ${JSON.stringify(apiVersion)}`,`write \`apiVersion: ${nimApiVersion}\``):void 0;if(apiVersion.startsWith(`apps.nvidia.com/`)||apiVersion===`apps.nvidia.com`){let meant=closest$1(kind,nimKinds);return kind!==``&&meant===void 0?void 0:problem(`unknown-kind`,`kind`,kind===``?`kind is missing`:`${nimGroup} has no kind ${JSON.stringify(kind)}`,meant===void 0?`write one of ${nimKinds.join(`, `)}`:`write \`kind: ${meant}\``)}return companionFrom(value,base,document,defaults)}function concernsUs(apiVersion){let[group=``]=apiVersion.split(`/`);return apiVersion===``||group===`apps.nvidia.com`||!group.includes(`.`)||closest$1(group,[`apps.nvidia.com`])!==void 0}function companionFrom(value,base,document,defaults){let kind=ownText(value,`kind`)??``,scopeOfKind=Object.hasOwn(companionKinds,kind)?companionKinds[kind]:void 0,metadata=value.metadata;if(scopeOfKind===void 0||!isMap(metadata))return;let name=ownText(metadata,`name`);if(name!==void 0)return{kind,apiVersion:ownText(value,`apiVersion`)??``,name,namespace:scopeOfKind===`cluster`?``:ownText(metadata,`namespace`)??defaults.namespace,value,document,place:path=>[...base,...path]}}function ownText(map,key){let value=Object.hasOwn(map,key)?map[key]:void 0;return typeof value==`string`?value:void 0}const madeSuffix=/-(pvc|pod|job|manifest|lws|epp|epp-config|mpi-config|mpi-start-script|ssh-pk|engine-build-pod|local-manifest-pod)$/,alwaysOfInterest=/* @__PURE__ */ new Set([`StorageClass`,`ResourceQuota`,`LimitRange`]);function companionsFor(resources,leads,defaults,open){if(leads.length===0)return[];let names=namesIn(resources),wanted=leads.filter(({header})=>alwaysOfInterest.has(header.kind)||names.has(header.name)||names.has(header.name.replace(madeSuffix,``))),files=/* @__PURE__ */ new Map;return wanted.flatMap(({path,range})=>{files.has(path)||files.set(path,open(path));let file=files.get(path);if(!file)return[];let{value}=readDocument(file.text,range),companion=isMap(value)&&companionFrom(value,[],new ManifestDocument(file,range,!1),defaults);return companion?[companion]:[]})}function namesIn(resources){let names=/* @__PURE__ */ new Set,visit=value=>{typeof value==`string`?value.length<=253&&names.add(value):Array.isArray(value)?value.forEach(visit):typeof value==`object`&&value&&Object.values(value).forEach(visit)};for(let{name,spec}of resources)names.add(name),visit(spec);return names}var FileReader=class{#limit;#buffer;constructor(limit){this.#limit=limit,this.#buffer=Buffer.allocUnsafeSlow(Math.min(limit+1,262144))}read(path,isStream=!1){let descriptor=(0,node_fs.openSync)(path,`r`);try{let length=0;for(;;){let room=this.#buffer.length-length,count=(0,node_fs.readSync)(descriptor,this.#buffer,length,room,null);if(length+=count,length>this.#limit)return;if(count===0||count<room&&!isStream)return this.#buffer.subarray(0,length);count===room&&(this.#buffer=grown(this.#buffer,this.#limit+1))}}finally{(0,node_fs.closeSync)(descriptor)}}};function grown(buffer,limit){let larger=Buffer.allocUnsafeSlow(Math.min(buffer.length*2,limit));return buffer.copy(larger),larger}function fileProblem(code,file,message,help){return{code,file,range:void 0,path:[],message,help}}function createOpener({maxFileSize,cwd}){let reader=new FileReader(maxFileSize);return(source,problems)=>{let problem=(code,message,help)=>{problems.push(fileProblem(code,source.path,message,help))},tooLarge=()=>problem(`too-large`,`the file is larger than ${maxFileSize} bytes, so it was not read`,`split it, or raise limits.fileSize in nimops.yaml`);if(`bytes`in source)return source.bytes.length>maxFileSize?tooLarge():Buffer.from(source.bytes.buffer,source.bytes.byteOffset,source.bytes.byteLength);if(source.leavesRoot!==void 0)return problem(`outside-root`,`the symbolic link leads out of the root, to ${displayPath(source.leavesRoot,cwd)}`,`copy the file here, or name the folder that holds both`);try{return reader.read(source.absolute,source.isStream)??tooLarge()}catch(error){return problem(`unreadable`,`the file cannot be read: ${reasonOf(error)}`)}}}function mayBeOurs(bytes){return bytes.includes(`apps.nvidia.com`)||bytes.includes(`NIM`)&&nimKinds.some(kind=>bytes.includes(kind))}function mayMatter(bytes){return mayBeOurs(bytes)||bytes.includes(`kind`)}const topKind=/^kind:[ \t]*["']?(\w*)/m,ourText=/apps\.nvidia\.com\/|\bkind["']?\s*:\s*["']?NIM/i,directive=/^%[A-Z]/m;function readOurs(file){let own={documents:[],problems:[],leads:[],recoverable:!1},directives=[],recoverable=!1;for(let range of splitDocuments(file.text)){let text=file.text.slice(range.start,range.end);if(couldBeOurs(text))recoverable=readOne(file,range,text,own)||recoverable;else if(directive.test(text))directives.push(range);else{let header=headerOf(text);header&&own.leads.push({path:file.path,range,header})}}if(own.documents.length>0)for(let range of directives)readOne(file,range,file.text.slice(range.start,range.end),own);return{...own,recoverable}}function couldBeOurs(text){if(!ourText.test(text))return!1;let kind=topKind.exec(text)?.[1];return kind===void 0||/^(NIM|\w*List$|$)/i.test(kind)}function readOne(file,range,text,own){let reading=readDocument(file.text,range),unreadable=reading.problems.some(({code})=>code!==`duplicate-key`&&code!==`ignored-content`);if(unreadable&&isHelmTemplate(file.path,text))return own.problems.push({...fileProblem(`unrendered-template`,file.path,`this is a template of a Helm chart, not a manifest`,"render the chart: `helm template CHART | nimops lint -`"),range:{start:range.start,end:range.start}}),!1;let problems=reading.problems.map(({code,range:place,message,help,related})=>({code,file:file.path,range:place,path:[],message,help,related:related&&{range:related,message:code===`duplicate-key`?`first used here`:`see also`}}));if(unreadable||!isMap(reading.value))own.problems.push(...problems);else{let document=new ManifestDocument(file,range,reading.ambiguous);own.documents.push({document,value:reading.value,problems})}return reading.recoverable===!0}function isHelmTemplate(path,text){return text.includes(`{{`)&&/(^|\/)templates\//.test(path)}function loadManifests(sources,options){let problems=[],documents=[],leads=[],files=/* @__PURE__ */ new Map,open=createOpener(options),recoverable=!1;for(let source of sources){let bytes=open(source,problems);if(bytes===void 0||!mayMatter(bytes))continue;let text=decode(bytes);if(text===void 0){mayBeOurs(bytes)&&problems.push(fileProblem(`not-utf8`,source.path,...notUtf8));continue}let file=new SourceFile(source.path,text),found=readOurs(file);documents.push(...found.documents),problems.push(...found.problems),leads.push(...found.leads),found.documents.length+found.problems.length>0&&files.set(file.path,file),recoverable||=found.recoverable}let bySource=new Map(sources.map(source=>[source.path,source])),reopen=path=>reread(bySource.get(path),open),clusters=options.scopes.map(scope=>loadCluster(scope,documents,leads,reopen));for(let{set}of clusters)for(let{document}of set.companions)files.set(document.file.path,document.file);return{clusters,problems,filesRead:sources.length,files,recoverable}}const notUtf8=[`the file is not UTF-8 text`,"save it as UTF-8, such as with `iconv -t UTF-8`"];function loadCluster(scope,documents,leads,reopen){let problems=[],resources=[],companions=[];for(let{document,value,problems:found}of documents){if(!scope.covers(document.file.path))continue;problems.push(...found);let before=resources.length;for(let item of itemsOf(value,document,problems)){let made=classify(item.value,item.base,document,scope,problems);made&&`spec`in made?resources.push(made):made&&companions.push(made)}document.ambiguous&&resources.length>before&&problems.push(...ambiguousScalars(document,resources.slice(before)))}if(resources.length>0){let covered=leads.filter(({path})=>scope.covers(path));companions.push(...companionsFor(resources,covered,scope,reopen))}return{scope,set:new ResourceSet(resources,companions),problems}}function reread(source,open){let bytes=source&&open(source,[]),text=bytes&&decode(bytes);return source===void 0||text===void 0?void 0:new SourceFile(source.path,text)}function jsonReport(findings,summary){let report={version:1,summary,findings:findings.map(reported)};return`${JSON.stringify(report,void 0,2)}\n`}function reported(finding){let{file,start,end}=finding.location;return{rule:finding.rule,severity:finding.severity,enforcedBy:finding.enforcedBy,message:finding.message,help:finding.help??null,file,line:start.line,column:start.column,endLine:end.line,endColumn:end.column,object:finding.object??null,path:[...finding.path],related:finding.related.map(reportedPlace),fix:finding.fix?.safety??`none`,clusters:[...finding.clusters]}}function reportedPlace({message,location}){let{file,start,end}=location;return{message,file,line:start.line,column:start.column,endLine:end.line,endColumn:end.column}}function summarize(findings,loaded){let resources=/* @__PURE__ */ new Set,files=new Set(loaded.problems.map(problem=>problem.file));for(let{set,problems}of loaded.clusters){for(let{document,place}of set.resources)files.add(document.file.path),resources.add(`${document.file.path}\0${document.range.start}\0${place([]).join(`/`)}`);for(let{file}of problems)files.add(file)}let count=severity=>findings.filter(finding=>finding.severity===severity).length;return{errors:count(`error`),warnings:count(`warning`),infos:count(`info`),resources:resources.size,files:files.size,filesRead:loaded.filesRead}}function printable(text){return text.replace(/[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,character=>character===`
`?`\\n`:character===`\r`?`\\r`:character===`	`?`\\t`:`\\u${character.charCodeAt(0).toString(16).padStart(4,`0`)}`)}function counted(count,noun){return`${count} ${noun}${count===1?``:`s`}`}const enforcement={parser:`this is not valid YAML or JSON`,"api-server":`the API server refuses this`,webhook:`the operator's admission webhook refuses this; where it is off (its default), nobody does`,operator:`accepted by the cluster, then broken or ignored by the operator`,scheduler:`accepted by the cluster, then the pods do not start`,nimops:`accepted by the cluster; good practice or policy`};function enforcementOf({enforcedBy,severity,object}){if(enforcedBy!==`nimops`||object!==void 0)return enforcedBy===`webhook`&&severity!==`error`?`the operator's admission webhook warns of this`:enforcement[enforcedBy]}function textReport(findings,summary,files,options){let styles=options.colors?colored:plain,parts=findings.map(finding=>describe(finding,files,styles,options.width));return parts.push(summaryLine(summary,styles,options.width)),parts.join(`
`)}function describe(finding,files,styles,width){let style=styles.severity[finding.severity],label=`${finding.severity}[${finding.rule}]`,[first=``,...others]=wrapped(printable(finding.message),width,label.length+2,4),lines=[`${style(label)}: ${styles.strong(first)}`,...others.map(line=>`    ${styles.strong(line)}`)],gutter=String(lastLineShown(finding)).length,pad=` `.repeat(gutter),shown=finding.confidential?/* @__PURE__ */ new Map:files;lines.push(...frame(finding.location,subjectOf(finding),shown,gutter,style,`^`,styles,width));for(let{message,location}of finding.related)lines.push(...frame(location,printable(message),files,gutter,styles.dim,`-`,styles,width));let note=(name,text)=>{let[start=``,...rest]=wrapped(text,width,gutter+name.length+5,gutter+name.length+5);lines.push(`${pad} ${styles.dim(`=`)} ${styles.strong(name)}: ${start}`),lines.push(...rest.map(line=>`${` `.repeat(gutter+name.length+5)}${line}`))};finding.help!==void 0&&note(`help`,printable(finding.help));let enforcer=enforcementOf(finding);return enforcer!==void 0&&note(`note`,enforcer),finding.fix&&note(`fix`,`${finding.fix.safety}, known to nimops`),lines.push(``),lines.join(`
`)}function subjectOf({object,clusters}){let name=object?`${object.kind} ${printable(object.namespace)}/${printable(object.name)}`:``;return clusters.length===0?name:`${name}${name===``?``:` `}(${clusters.map(printable).join(`, `)})`}function lastLineShown({location,related}){return Math.max(location.start.line,...related.map(place=>place.location.start.line))}function frame(location,remark,files,gutter,style,mark,styles,width){let pad=` `.repeat(gutter),{line,column}=location.start,place=`${printable(location.file)}:${line}:${column}`,arrow=`${pad}${styles.dim(`-->`)} ${place}`,fits=gutter+4+place.length+2+remark.length<=width,lines=remark===``?[arrow]:fits?[`${arrow}  ${remark}`]:[arrow,`${pad}     ${remark}`],source=files.get(location.file)?.lines.lineText(line);if(source===void 0||source.trim()===``)return lines;let length=location.end.line===line?location.end.column-column:source.length-column+1,shown=excerpt(source,column-1,Math.max(1,length),width-gutter-3),bar=styles.dim(`|`);return lines.push(`${pad} ${bar}`,`${styles.dim(String(line).padStart(gutter))} ${bar} ${shown.text}`,`${pad} ${bar} ${` `.repeat(shown.start)}${style(mark.repeat(shown.length))}`),lines}function excerpt(source,start,length,width){let visible=[...withoutCredentials(source)].map(character=>printable(character)===character?character:`·`).join(``),before=[...source.slice(0,start)].length,marked=Math.max(1,[...source.slice(start,start+length)].length),characters=[...visible];if(characters.length<=width)return{text:visible.trimEnd(),start:before,length:marked};let from=Math.max(0,Math.min(before-10,characters.length-width+2)),cut=characters.slice(from,from+width-2).join(``),ahead=from>0?`…`:``;return{text:`${ahead}${cut}${from+width-2<characters.length?`…`:``}`,start:before-from+ahead.length,length:Math.max(1,Math.min(marked,width-2-(before-from)))}}function wrapped(text,width,first,next){let lines=[],line=``;for(let word of text.split(` `)){let room=Math.max(20,width-(lines.length===0?first:next));line!==``&&line.length+1+word.length>room?(lines.push(line),line=word):line=line===``?word:`${line} ${word}`}return lines.push(line),lines}function summaryLine(summary,styles,width){let{errors,warnings,infos,resources,files}=summary,where=`${counted(resources,`resource`)} of ${counted(files,`file`)}`;if(errors+warnings+infos===0)return`${styles.strong(`no findings`)} in ${where}\n`;let counts=[errors>0?styles.severity.error(counted(errors,`error`)):``,warnings>0?styles.severity.warning(counted(warnings,`warning`)):``,infos>0?styles.severity.info(`${infos} info`):``].filter(part=>part!==``),hint="`nimops explain RULE` tells more about a rule",line=`${counts.join(`, `)} in ${where}`;return line.length+45+2<=width?`${line}; ${hint}\n`:`${line}\n${hint}\n`}const same=text=>text,plain={severity:{error:same,warning:same,info:same},strong:same,dim:same},sgr=(...codes)=>text=>`\u001b[${codes.join(`;`)}m${text}\u001b[0m`,colored={severity:{error:sgr(1,31),warning:sgr(1,33),info:sgr(1,36)},strong:sgr(1),dim:sgr(2)},formats=[`text`,`json`],colorChoices=[`auto`,`always`,`never`],failOnChoices=[...severities,`never`],lintCommand={name:`lint`,usage:`nimops lint [FLAGS] [PATH…]`,about:`Checks NIM manifests: NIMCache, NIMService, NIMPipeline, NIMBuild. PATH is a file, a directory (walked), a glob, or - for standard input; without one, the YAML and JSON files that git tracks, or the paths of the declared clusters.`,flags:{config:{type:`string`,value:`FILE`,about:`configuration (default: nimops.yaml here or in a parent folder)`},cluster:{type:`string`,value:`NAME`,multiple:!0,about:`only this declared cluster; may be repeated`},"operator-version":{type:`string`,value:`VERSION`,about:`version of the NIM Operator: ${operatorVersions.join(`, `)} (default: 3.1.2)`},"kubernetes-version":{type:`string`,value:`VERSION`,about:`version of Kubernetes, such as 1.34`},namespace:{type:`string`,value:`NAME`,about:`for manifests that name none (default: default)`},preset:{type:`string`,value:`NAME`,multiple:!0,about:`stricter rules: production`},format:{type:`string`,value:`FORMAT`,about:`text or json (default: text)`},"fail-on":{type:`string`,value:`SEVERITY`,about:`the mildest severity that makes the exit code 1: error, warning, info, never (default: error)`},"enforced-by":{type:`string`,value:`WHO`,multiple:!0,about:`only findings of these: ${enforcers.join(`, `)}; separate several by commas`},color:{type:`string`,value:`WHEN`,about:`auto, always, never (default: auto, so only on a terminal)`}},more:[`Exit codes: 0 no finding at or above --fail-on, 1 findings, 2 usage or configuration, 3 nothing found to lint, 4 internal error.`],run:runLint};async function runLint(invocation,world){let format=choice(invocation,`format`,formats)??`text`,color=choice(invocation,`color`,colorChoices)??`auto`,only=enforcedByOf(invocation),loadedConfig=await loadConfig(invocation.text(`config`),world.cwd,rules.map(({id})=>id)),{config}=loadedConfig,failOn=choice(invocation,`fail-on`,failOnChoices)??config.failOn??`error`,scopes=scopesOf(invocation,loadedConfig,world.cwd),loaded=await loadCompletely(await sourcesOf(invocation,loadedConfig,scopes,world),{maxFileSize:config.limits.fileSize,scopes,cwd:world.cwd}),settingsOf=settingsFor(invocation,config),findings=lint(loaded,rules,settingsOf).filter(({enforcedBy})=>only?.has(enforcedBy)??!0),summary=summarize(findings,loaded);return format===`json`?world.stdout.write(jsonReport(findings,summary)):world.stdout.write(textReport(findings,summary,loaded.files,textOptions(color,world))),summary.files===0?(world.stderr.write(`nimops: found no NIM manifest in ${nothingFoundIn(summary)}\n`),exitCodes.nothingFound):exitCodeOf(findings,failOn)}async function loadCompletely(...given){let loaded=loadManifests(...given);return loaded.recoverable?(await loadRecovery(),loadManifests(...given)):loaded}function scopesOf(invocation,{config,root},cwd){let asked=invocation.texts(`cluster`).flatMap(names=>names.split(`,`)),namespace=invocation.text(`namespace`),version=operatorVersionOf(invocation),unknown=asked.find(name=>!config.clusters.some(cluster=>cluster.name===name));if(unknown!==void 0){let declared=config.clusters.map(({name})=>name).join(`, `);throw new UserError(`no cluster ${JSON.stringify(unknown)} is declared`,{help:declared===``?`nimops.yaml declares clusters`:`declared: ${declared}`})}let fromRoot=path=>{let inside=(0,node_path.relative)(root,path.startsWith(`/`)?path:`${cwd}/${path}`);return node_path.sep===`/`?inside:inside.split(node_path.sep).join(`/`)},declared=config.clusters.map(cluster=>{let matches=matcherOf(cluster.paths);return{name:cluster.name,namespace:namespace??cluster.namespace,operatorVersion:version??cluster.operatorVersion??config.operatorVersion??`3.1.2`,covers:path=>path!==`-`&&matches(fromRoot(path))}});if(asked.length>0)return declared.filter(({name})=>asked.includes(name));let unnamed={name:void 0,namespace:namespace??config.namespace,operatorVersion:version??config.operatorVersion??`3.1.2`,covers:path=>!declared.some(scope=>scope.covers(path))};return[...declared,unnamed]}async function sourcesOf(invocation,{config,root},scopes,{cwd,stdin}){let inputs=invocation.positionals,piped=inputs.includes(`-`)?[{path:`-`,bytes:stdin()}]:[],named=inputs.filter(input=>input!==`-`),excluded=matcherOf(config.exclude),isExcluded=({absolute})=>config.exclude.length>0&&excluded(displayPath(absolute,root));if(inputs.length>0)return[...findFiles(named,cwd).filter(file=>!isExcluded(file)),...piped];let tracked=trackedFiles(await gitTrackedFiles(root),root,cwd).filter(file=>!isExcluded(file));return config.clusters.length===0?tracked:tracked.filter(({path})=>scopes.some(({name,covers})=>name!==void 0&&covers(path)))}function settingsFor(invocation,config){let presets=invocation.texts(`preset`).map(name=>{if(name===`production`)return`production`;throw new UserError(`there is no preset ${JSON.stringify(name)}`,{help:`presets: production`})}),kubernetes=invocation.text(`kubernetes-version`);if(kubernetes!==void 0&&!/^v?\d+\.\d+/.test(kubernetes))throw new UserError(`--kubernetes-version ${kubernetes} is no version`,{help:`write it as 1.34`});return scope=>({operatorVersion:scope.operatorVersion,kubernetesVersion:minorVersion(kubernetes??config.clusters.find(({name})=>name===scope.name)?.kubernetesVersion??config.kubernetesVersion),presets:[...config.presets,...presets],severities:config.rules,allowedImages:config.images.allow,airGapped:config.airGapped,kserve:config.kserve})}function minorVersion(text){let match=/^v?(\d+)\.(\d+)/.exec(text??``);return match?[Number(match[1]),Number(match[2])]:void 0}function operatorVersionOf(invocation){let text=invocation.text(`operator-version`);if(text===void 0)return;let version=parseOperatorVersion(text);if(version)return version;throw new UserError(`nimops does not know the NIM Operator ${JSON.stringify(text)}`,{help:`known versions: ${operatorVersions.join(`, `)}`})}function enforcedByOf(invocation){let asked=invocation.texts(`enforced-by`).flatMap(names=>names.split(`,`));if(asked.length!==0)return new Set(asked.map(name=>{let known=enforcers.find(enforcer=>enforcer===name);if(known)return known;throw new UserError(`--enforced-by ${name}: nobody of that name`,{help:`one of ${enforcers.join(`, `)}`})}))}function choice(invocation,flag,choices){let text=invocation.text(flag);if(text===void 0)return;let known=choices.find(candidate=>candidate===text);if(known)return known;throw new UserError(`--${flag} ${text} is not known`,{help:`one of ${choices.join(`, `)}`})}function textOptions(color,{stdout,env}){let auto=wantsColors(stdout,env);return{colors:color===`auto`?auto:color===`always`,width:Math.min(stdout.columns??80,120)}}function wantsColors(output,env){return output.isTTY&&!env.NO_COLOR&&env.TERM!==`dumb`}function nothingFoundIn({filesRead}){return filesRead===0?`no file at all`:`${filesRead} file${filesRead===1?``:`s`}`}function exitCodeOf(findings,failOn){return failOn===`never`?exitCodes.clean:findings.some(({severity})=>isAtLeast(severity,failOn))?exitCodes.findings:exitCodes.clean}const rulesCommand={name:`rules`,usage:`nimops rules [FLAGS]`,about:`Lists the rules, by who would complain if nimops did not.`,flags:{format:{type:`string`,value:`FORMAT`,about:`text or json (default: text)`}},run:runRules};function runRules(invocation,{stdout}){let format=invocation.text(`format`)??`text`;if(format===`json`){let listed=rules.map(({id,title,severity,enforcedBy,since,until,preset})=>({id,title,severity,enforcedBy,since:since??null,until:until??null,preset:preset??null}));return stdout.write(`${JSON.stringify(listed,void 0,2)}\n`),exitCodes.clean}if(format!==`text`)throw new UserError(`--format ${format} is not known`,{help:`one of text, json`});for(let enforcer of enforcers){let group=rules.filter(({enforcedBy})=>enforcedBy===enforcer);if(group.length!==0){stdout.write(`${enforcer} (${group.length})\n`);for(let{id,title,severity,preset}of group){let mark=`${severity}${preset===void 0?``:`, preset ${preset}`}`;stdout.write(`  ${id} (${mark})\n`);for(let line of wrap(title,74))stdout.write(`      ${line}\n`)}stdout.write(`
`)}}return stdout.write(`${rules.length} rules; \`nimops explain RULE\` tells more about one\n`),exitCodes.clean}const commands=[lintCommand,rulesCommand,explainCommand];async function main(world){try{return await dispatch(world)}catch(error){if(error instanceof UserError)return world.stderr.write(`nimops: ${printable(error.message)}\n`),error.help!==void 0&&world.stderr.write(`  help: ${printable(error.help)}\n`),error.exitCode;let trace=error instanceof Error?error.stack??error.message:String(error);return world.stderr.write(`nimops: internal error; please report it with this trace\n${trace}\n`),exitCodes.internal}}async function dispatch(world){let[name,...args]=world.argv;if(name===void 0||name===`help`||name===`--help`||name===`-h`){let asked=commands.find(command=>command.name===args[0]);return world.stdout.write(asked?helpOf(asked):overview()),name===void 0?exitCodes.usage:exitCodes.clean}if(name===`--version`||name===`version`)return world.stdout.write(`0.1.0
`),exitCodes.clean;let command=commands.find(candidate=>candidate.name===name);if(!command){let meant=closest$1(name,commands.map(candidate=>candidate.name));throw new UserError(`there is no command ${JSON.stringify(name)}`,{help:meant===void 0?"see `nimops --help`":`did you mean \`nimops ${meant}\`?`})}let invocation=parseInvocation(command,args);return invocation.isSet(`help`)?(world.stdout.write(helpOf(command)),exitCodes.clean):await command.run(invocation,world)}function overview(){let width=Math.max(...commands.map(({name})=>name.length))+4;return[`nimops checks NVIDIA NIM manifests for Kubernetes before they are merged.`,``,`Usage: nimops COMMAND [FLAGS]`,``,`Commands:`,...commands.map(({name,about})=>`  ${name.padEnd(width)}${about.split(/[:.] /)[0]}`),``,"`nimops COMMAND --help` tells the flags of a command; `nimops --version` the version.",``].join(`
`)}exports.C=UserError,exports.S=parseOperatorVersion,exports._=string,exports.a=maxDepth,exports.b=formatPath,exports.c=ZodObject,exports.d=array,exports.f=boolean,exports.g=strictObject,exports.h=record,exports.i=readDocument,exports.l=ZodOptional,exports.m=literal,exports.main=main,exports.n=defaults,exports.o=ZodArray,exports.p=int,exports.r=placesOf,exports.s=ZodDefault,exports.t=severities,exports.u=_enum,exports.v=union,exports.w=closest$1,exports.x=operatorVersions,exports.y=NEVER;