import { GraphWidget, type GraphWidgetProps, type IMetric, Row } from 'aws-cdk-lib/aws-cloudwatch';

/** Of every dashboard of CloudWatch, in its own units. */
export const boardWidth = 24;
const graphHeight = 6;

/** A graph that begins at nought, as wide as its row leaves it; what is on the right has a scale of its own. */
export const graph = (
  title: string,
  left: readonly IMetric[],
  right: readonly IMetric[] = [],
): GraphWidgetProps => ({ title, left: [...left], right: [...right], leftYAxis: { min: 0 } });

/** Graphs over the whole width of the board. */
export const sideBySide = (...graphs: readonly GraphWidgetProps[]): Row => {
  const width = boardWidth / graphs.length;
  return new Row(...graphs.map((each) => new GraphWidget({ ...each, width, height: graphHeight })));
};
