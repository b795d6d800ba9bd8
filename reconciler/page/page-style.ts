/** What the status page has beyond the plan's style sheet, whose colours it takes. */
export const pageStyle = `
:root{--busy:#0757ba;--busy-ground:#dcebff;--none-ground:#e8ebef}
@media(prefers-color-scheme:dark){:root{--busy:#8fc2ff;--busy-ground:#10294a;--none-ground:#2a323b}}
header{margin-bottom:1rem}
.good{color:var(--good);background:var(--good-ground)}
.busy{color:var(--busy);background:var(--busy-ground)}
.doubt{color:var(--doubt);background:var(--doubt-ground)}
.bad{color:var(--bad);background:var(--bad-ground)}
.none{color:var(--soft);background:var(--none-ground)}
.verdict{white-space:normal;border-radius:.8em}
.verdict.none{color:var(--ink)}
i.none{background:none;color:var(--ink)}
.stale{padding:.5rem .9rem;border-left:4px solid var(--doubt);background:var(--doubt-ground)}
.facts{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:.75rem 0}
.facts dt{color:var(--soft);font-size:.85rem}
.facts dd{margin:0}
h2 .verdict{font-size:1rem;vertical-align:middle}
progress{display:block;width:min(100%,14rem);height:.6rem;margin:.3rem 0;accent-color:var(--busy)}
td time,.facts time{white-space:nowrap}
.waits{margin:0;padding:0;list-style:none}
caption{text-align:left}
@media(min-width:44.01rem){main table{table-layout:fixed}thead th:first-child{width:36%}}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft)}
thead th{text-transform:none}
thead th::first-letter{text-transform:uppercase}
@media(max-width:44rem){caption{display:block}.facts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.5rem 1rem}td time,.facts time{white-space:normal}}
`;
