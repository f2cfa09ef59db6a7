/** How the status page looks: one calm column, in the reader's own colours; what it says is in its words, never in the colour alone. */
export const style = `
:root { --ink: #1d1c1d; --quiet: #5c5b5e; --paper: #fff; --edge: #dddde0; --link: #1264a3; --well: #00795a; --wellPaper: #eef7f3; --ill: #a84300; --illPaper: #fdf1e8; --down: #b3122e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --quiet: #b3b3b5; --paper: #1a1d21; --edge: #3a3d42; --link: #7cb8e8; --well: #5fd3b0; --wellPaper: #12332a; --ill: #f5a76a; --illPaper: #40240f; --down: #ff8f9f; }
}
* { box-sizing: border-box; }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 2rem 1rem 3rem; color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.35rem; margin: 0 0 1rem; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; }
p, dl, dd, ul { margin: 0; padding: 0; }
a { color: var(--link); }
.now { display: flex; gap: .75rem; align-items: baseline; padding: 1rem 1.25rem; border: 1px solid; border-radius: 8px; font-size: 1.1rem; font-weight: 600; }
.well { color: var(--well); background: var(--wellPaper); }
.ill { color: var(--ill); background: var(--illPaper); }
ul { list-style: none; border: 1px solid var(--edge); border-radius: 8px; }
li { display: flex; justify-content: space-between; gap: 1rem; padding: .6rem 1.25rem; }
li + li { border-top: 1px solid var(--edge); }
.state { text-align: right; }
.operational { color: var(--well); }
.degraded, .partialOutage { color: var(--ill); }
.majorOutage { color: var(--down); }
article { padding: 1rem 0; }
article + article { border-top: 1px solid var(--edge); }
dt { font-weight: 600; margin-top: .75rem; }
dd { white-space: pre-line; }
time, .small { color: var(--quiet); font-size: .875rem; font-weight: 400; }
time { white-space: nowrap; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--edge); }
@media (max-width: 30rem) { body { padding-top: 1.25rem; } li, .now { padding-left: 1rem; padding-right: 1rem; } }
`;
