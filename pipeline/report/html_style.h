// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tailrace::report {

// The page's style: the palette in both themes, then what uses it. Stage hues never mean a state, and state colours never a stage.
inline constexpr const char* HtmlStyle = R"css(
:root{color-scheme:light dark;--window:#F6F7F9;--panel:#FFFFFF;--text:#1B1F24;--soft:#5D6672;--hair:#DDE1E6;--accent:#2A66CE;
--within:#1A7A50;--tight:#8F5D12;--over:#C23434;--idle:#66707B;
--collect:#4477AA;--sessionize:#228833;--store:#AA3377;--recommend:#A0740A;--experience:#1F8496;
--h0:#CDE9DF;--h1:#93D5C0;--h2:#4FBBB2;--h3:#359AAC;--h4:#3674A3;--h5:#3F4A8F;--h6:#2B1C48}
@media(prefers-color-scheme:dark){:root{--window:#14171B;--panel:#1B1F25;--text:#E6E9ED;--soft:#98A2AE;--hair:#323942;--accent:#6EA0FF;
--within:#4CC38A;--tight:#E3A93C;--over:#FF6B6B;--idle:#98A2AE;
--collect:#6F9FD0;--sessionize:#55B567;--store:#D06AA3;--recommend:#D9B44A;--experience:#66CCDD;
--h0:#3A3564;--h1:#3F4A8F;--h2:#38689F;--h3:#3389A8;--h4:#3CABAC;--h5:#66D0AE;--h6:#D3F1DC}}
*{box-sizing:border-box}
body{margin:0;background:var(--window);color:var(--text);font:13.5px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;
font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
main{max-width:1200px;margin:0 auto;padding:24px 32px 48px}
header.run{display:flex;flex-wrap:wrap;gap:4px 24px;color:var(--soft);font-size:12px;padding-bottom:16px}
header.run b{color:var(--text);font-weight:600}
h1{font-weight:300;font-size:46px;line-height:1.1;margin:0;letter-spacing:-.01em}
h1 .unit{font-size:26px;color:var(--soft)}
h2{font-size:17px;font-weight:600;margin:40px 0 4px}
h3{font-size:13.5px;font-weight:600;margin:0 0 4px}
p{margin:4px 0 8px;max-width:118ch;overflow-wrap:anywhere}
.soft{color:var(--soft)}
.hero{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 20px}
.hero .promise{font-size:17px;color:var(--soft)}
.hero .verdict{font-size:17px;font-weight:600;margin-left:auto}
.sentence{font-size:17px;margin:8px 0 12px;max-width:none}
.state{white-space:nowrap;font-weight:600}td .state.unjudged{white-space:normal}
.within{color:var(--within)}.tight{color:var(--tight)}.over{color:var(--over)}.unjudged{color:var(--idle)}
.state .shape{display:inline-block;width:1.25em}
table{border-collapse:collapse;width:100%}
th{font-weight:400;color:var(--soft);font-size:12px;text-align:left;padding:0 8px 4px 0;white-space:nowrap;vertical-align:bottom}
td{padding:4px 8px 4px 0;border-top:1px solid var(--hair);vertical-align:baseline;overflow-wrap:break-word}
th:last-child,td:last-child{padding-right:0}
td.n,th.n{text-align:right;white-space:nowrap;overflow-wrap:normal}
td.goal{color:var(--soft)}
td.hot{font-weight:600}
td.use{width:166px}td.use svg{width:158px;height:14px;vertical-align:middle}
td.title{white-space:nowrap}
tr.stage td.title,tr.requests td.title,tr.group td.title{white-space:normal;min-width:26ch;padding-left:18px;text-indent:-18px}td.owner{min-width:15ch}td.verdict{min-width:12ch}
tr.requests td{color:var(--soft)}
tr.end td{border-top-color:var(--soft)}tr.end td.title{font-weight:600}
.chip{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:8px}
.note{display:block;color:var(--soft);font-size:12px}
.panel+table{margin-top:12px}
table.facts{width:auto}table.facts th,table.facts td{padding-right:32px}
.panel{background:var(--panel);border:1px solid var(--hair);border-radius:4px;padding:12px 16px;margin-top:8px;overflow-x:auto}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(480px,1fr));gap:12px;margin-top:8px}
.grid>.panel{margin:0}
.caption{display:flex;justify-content:space-between;gap:12px;overflow-wrap:anywhere}
.caption .num{white-space:nowrap}
.equation{font-size:15px;margin:6px 0}
.equation .term{white-space:nowrap}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:0 40px;align-items:start}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:8px 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
ul{margin:4px 0;padding-left:18px;max-width:100ch}li{margin:3px 0;overflow-wrap:anywhere}
details{margin-top:8px}summary{cursor:pointer;color:var(--accent)}
footer{margin-top:40px;padding-top:12px;border-top:1px solid var(--hair);color:var(--soft);font-size:12px}
.ramp{display:inline-flex;vertical-align:-1px;margin:0 6px}.ramp i{width:16px;height:10px}
svg{display:block;width:100%;height:auto;font:11.5px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
svg.defs{position:absolute;width:0;height:0}
.t{fill:var(--text)}.t.soft,.tick{fill:var(--soft)}.tick{font-size:10.5px}.strong{font-weight:600}
.plate{fill:var(--panel);opacity:.9}
.halo{paint-order:stroke;stroke:var(--panel);stroke-width:4px;stroke-linejoin:round}
.grid-line,line.grid{stroke:var(--hair);stroke-width:1}line.axis{stroke:var(--soft);stroke-width:1}
line.mark{stroke:var(--text);stroke-width:1.5}
.budget{stroke:var(--text);stroke-width:1.25;stroke-dasharray:5 3;fill:none}
.track{fill:var(--hair)}.use-bar{fill:var(--soft)}.over-bar{fill:var(--over)}.bar-break{fill:var(--window)}
.curve{fill:none;stroke-width:1.75;stroke-linejoin:round}.curve.total{stroke:var(--text);stroke-width:2.5}
.curve.accent{stroke:var(--accent)}.curve.soft-line{stroke:var(--soft);stroke-width:1.25}
.curve.lead{stroke-width:1;opacity:.7}
.area{fill:var(--hair)}
.flag{fill:var(--text)}.flag-text{fill:var(--window);font-size:10.5px;font-weight:600}.flag-pole{stroke:var(--soft);stroke-width:1}
.h{shape-rendering:crispEdges}.h0{fill:var(--h0)}.h1{fill:var(--h1)}.h2{fill:var(--h2)}.h3{fill:var(--h3)}.h4{fill:var(--h4)}.h5{fill:var(--h5)}.h6{fill:var(--h6)}
.ramp .h0{background:var(--h0)}.ramp .h1{background:var(--h1)}.ramp .h2{background:var(--h2)}.ramp .h3{background:var(--h3)}.ramp .h4{background:var(--h4)}.ramp .h5{background:var(--h5)}.ramp .h6{background:var(--h6)}
.f-collect{fill:var(--collect)}.f-sessionize{fill:var(--sessionize)}.f-store{fill:var(--store)}.f-recommend{fill:var(--recommend)}.f-experience{fill:var(--experience)}
.b-collect{background:var(--collect)}.b-sessionize{background:var(--sessionize)}.b-store{background:var(--store)}.b-recommend{background:var(--recommend)}.b-experience{background:var(--experience)}
.s-collect{stroke:var(--collect)}.s-sessionize{stroke:var(--sessionize)}.s-store{stroke:var(--store)}.s-recommend{stroke:var(--recommend)}.s-experience{stroke:var(--experience)}
.w-collect{fill:url(#hatch-collect)}.w-sessionize{fill:url(#hatch-sessionize)}.w-store{fill:url(#hatch-store)}.w-recommend{fill:url(#hatch-recommend)}.w-experience{fill:url(#hatch-experience)}
.hatch-ground{opacity:.22}
@media(max-width:760px){main{padding:16px}.grid{grid-template-columns:1fr}.hero .verdict{margin-left:0}}
@media print{body{background:#fff}.panel,tr{break-inside:avoid}h2{break-after:avoid}main{padding:0}}
)css";

} // namespace tailrace::report
