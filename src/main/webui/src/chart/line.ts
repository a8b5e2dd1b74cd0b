/** What a chart draws: values of y at rising x; null where none is known. */
export interface Line {
  name: string;
  /** Any that CSS knows. */
  colour: string;
  /** Lengths of strokes and gaps in CSS pixels; none for a whole line. */
  dash?: number[];
  x: number[];
  y: (number | null)[];
}
