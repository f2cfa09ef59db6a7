/** What is wrong with the settings file, and where. Lines and columns count from one, as editors do. */
export interface Problem {
  line: number;
  column: number;
  say: string;
}

export const sayProblem = (fileName: string, { line, column, say }: Problem): string => `${fileName}:${line}:${column}: ${say}`;

/** The settings cannot be used: everything that is wrong with them, told together. */
export class UnusableSettings extends Error {
  readonly fileName: string;
  readonly problems: readonly Problem[];
  constructor(fileName: string, problems: readonly Problem[]) {
    super(problems.map((problem) => sayProblem(fileName, problem)).join('\n'));
    this.name = 'UnusableSettings';
    this.fileName = fileName;
    this.problems = problems;
  }
}
