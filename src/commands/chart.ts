import { attachmentOf, attachments } from '../domain/attachment.ts';
import type { Intent } from '../domain/intent.ts';
import type { Desk } from '../pipeline/desk.ts';
import { type Chart, chartInWords, chartSvg } from '../views/chart.ts';

/** Begins a chart for whoever asked, in their own conversation with the bot; `name` is that of the figures, such as `builds`. */
export function beginChart(name: string, chart: Chart, { intent, desk }: { intent: Intent; desk: Desk }): void {
  desk.begin(
    attachments,
    attachmentOf({
      id: `${name}-stats-${intent.id}`,
      traceId: intent.traceId,
      now: desk.now(),
      where: { person: intent.from.userId },
      name: `${name}.png`,
      title: chart.title,
      comment: chartInWords(chart),
      content: { kind: 'picture', svg: chartSvg(chart) },
    }),
  );
}
