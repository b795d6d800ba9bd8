import { hues } from "./marks.ts";

/** Colours by hue; letters and patterns tell apart what colours do not. */
const colours = Array.from({ length: hues }, (_, index) => {
  const hue = (index * 150 + 210) % 360;
  return `.h${index}{--hue:${hue}}`;
}).join("\n");

export const styleSheet = `
:root{--ground:#fff;--raised:#f6f7f9;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--link:#0757ba;--focus:#0757ba;
--good:#0b6b2e;--good-ground:#dcf5e3;--doubt:#7a4d00;--doubt-ground:#fff1cf;--bad:#a3121f;--bad-ground:#ffe3e5;
--pod-light:82%;--pod-strength:70%;--stripe:rgb(0 0 0/.16)}
@media(prefers-color-scheme:dark){:root{--ground:#0f1318;--raised:#191f26;--ink:#e8edf2;--soft:#a4afba;--line:#37414c;--link:#7ab7ff;--focus:#7ab7ff;
--good:#7ee2a0;--good-ground:#12341f;--doubt:#ffd479;--doubt-ground:#3b2c06;--bad:#ff9ba3;--bad-ground:#461319;
--pod-light:29%;--pod-strength:48%;--stripe:rgb(255 255 255/.2)}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:84rem;padding:1rem 1.25rem 4rem;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1rem;margin:0;color:var(--soft);font-weight:600}
h2{font-size:1.6rem;margin:.25rem 0 .5rem;line-height:1.25}
h3{font-size:1.15rem;margin:2rem 0 .5rem;padding-top:.5rem;border-top:1px solid var(--line)}
h4{font-size:1rem;margin:1.25rem 0 0}
p{margin:.25rem 0}
a{color:var(--link)}
code{font:.9em ui-monospace,"DejaVu Sans Mono",monospace}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:3px}
.said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.headline{font-size:1.1rem}
.verdict{display:inline-block;padding:0 .55em;border-radius:1em;font-weight:600;white-space:nowrap}
.fits{color:var(--good);background:var(--good-ground)}
.fits-if-packed,.unknown{color:var(--doubt);background:var(--doubt-ground)}
.contended,.does-not-fit{color:var(--bad);background:var(--bad-ground)}
.levels{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:.75rem 0}
.levels dt{color:var(--soft);font-size:.85rem}
.levels dd{margin:0}
.clusters,nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:.75rem 0;padding:0}
.filters{display:none;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin:.75rem 0;padding:.75rem;background:var(--raised);border:1px solid var(--line);border-radius:6px}
.js .filters{display:flex}
.filters label{display:grid;font-size:.85rem;color:var(--soft);min-width:0}
.filters input,.filters select{font:inherit;color:var(--ink);background:var(--ground);border:1px solid var(--soft);border-radius:4px;padding:.3rem .5rem;min-height:2.25rem;max-width:min(16rem,80vw)}
.filters p{margin:0 0 .4rem}
table{width:100%;border-collapse:collapse}
th,td{text-align:left;vertical-align:top;padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line)}
thead th{color:var(--soft);font-size:.85rem;font-weight:600;text-transform:capitalize}
tbody th{font-weight:600;min-width:17rem}
article+article{margin-top:3rem;border-top:3px double var(--line);padding-top:1rem}
tbody th code,.list code{font-weight:400}
thead th{overflow-wrap:normal}
tbody td{min-width:8.5rem}
.number,thead th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;min-width:0;width:1%}
.number:first-child{padding-right:1.25rem}
.notes{min-width:16rem}
.notes ul,.list ul{margin:0;padding:0;list-style:none}
.notes ul li b,.list ul li b{font-weight:600;color:var(--soft)}
.list{margin:0;padding:0;list-style:none}
.list>li{padding:.45rem 0;border-bottom:1px solid var(--line)}
.blockers .list>li{padding:.6rem .9rem;margin:.5rem 0;border:0;border-left:4px solid var(--bad);background:var(--bad-ground)}
.blockers .list ul li b{color:inherit}
tr:target,li:target{background:var(--doubt-ground)}
tr.picked{background:var(--raised);box-shadow:inset 4px 0 var(--focus)}
summary{cursor:pointer;color:var(--link)}
.when{border:1px solid var(--line);border-radius:6px;padding:.25rem .75rem .5rem;margin:.5rem 0;display:inline-flex;gap:1.25rem}
.when legend{color:var(--soft);font-size:.85rem}
.when label{padding:.25rem 0;cursor:pointer}
.fleet:has(.show-before:checked) .after,.fleet:not(:has(.show-before:checked)) .before{display:none}
.legend,.remark{color:var(--soft);font-size:.9rem}
.legend i{vertical-align:middle;margin-left:.75rem}
.legend i:first-child{margin-left:0}
.nodes{list-style:none;margin:.5rem 0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr));gap:.4rem}
.nodes li{border:1px solid var(--line);border-radius:6px;padding:.35rem .5rem;background:var(--raised);min-width:0}
.nodes li.cordoned{border-style:dashed;border-color:var(--soft)}
.node{display:block;font-size:.85rem;margin-bottom:.25rem}
.node em{font-style:normal;font-size:.75rem;border:1px solid var(--soft);border-radius:3px;padding:0 .3em}
.gpus{display:flex;flex-wrap:wrap;gap:3px}
.gpus>span[aria-hidden],.pod,.pod>span[aria-hidden]{position:relative;display:inline-flex;flex-wrap:wrap;gap:3px;text-decoration:none}
i{display:inline-flex;align-items:center;justify-content:center;min-width:1.5rem;height:1.5rem;padding:0 .15rem;border:1px solid var(--soft);border-radius:4px;font:600 .75rem/1 ui-monospace,"DejaVu Sans Mono",monospace;color:var(--ink)}
.others{background:repeating-linear-gradient(45deg,var(--line) 0 3px,var(--ground) 3px 6px)}
.free{border-style:dotted;background:var(--ground)}
i.none{border-radius:1rem;min-width:1.25rem;height:1.25rem;align-self:center}
i.many{padding:0 .5rem}
i.h0,.pod i{background-color:hsl(var(--hue) var(--pod-strength) var(--pod-light))}
.p1 i{background-image:repeating-linear-gradient(45deg,var(--stripe) 0 2px,transparent 2px 6px)}
.p2 i{background-image:radial-gradient(var(--stripe) 28%,transparent 32%);background-size:6px 6px}
.dim,.picking .nodes .pod:not(.picked){opacity:.25}
.nodes .picked i{outline:2px solid var(--focus);outline-offset:-1px}
#picked:empty{display:none}
#picked{position:fixed;left:0;right:0;bottom:0;margin:0;padding:.6rem 1.25rem;background:var(--raised);border-top:2px solid var(--focus);display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center}
#picked button{font:inherit;color:var(--ink);background:var(--ground);border:1px solid var(--soft);border-radius:4px;padding:.2rem .6rem;min-height:2rem;cursor:pointer}
.digest{margin-top:2rem;color:var(--soft)}
@media(max-width:44rem){
body{padding:.75rem .75rem 5rem}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody{display:block}
tbody tr:not([hidden]){display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.1rem 1rem;border-bottom:1px solid var(--line);padding:.6rem 0}
tbody th,tbody td,tbody td.number{display:block;width:auto;border:0;padding:0;min-width:0;text-align:left;white-space:normal}
tbody th,.notes{grid-column:1/-1}
td[data-h]::before{content:attr(data-h) ": ";color:var(--soft);font-size:.85rem}
.notes[data-h]::before,td[data-h=verdict]::before{content:none}
td:empty,tbody td.number:empty{display:none}
}
@media(prefers-reduced-motion:no-preference){.pod{transition:opacity .15s}}
@media print{.filters,#picked,nav{display:none!important}}
${colours}
`;
