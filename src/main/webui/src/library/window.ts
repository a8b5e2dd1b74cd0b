/** Which rows of a long grid are drawn: those that are seen, and some around them. */
export interface Grid {
  columns: number;
  /** Pixels, the gap below it included. */
  rowHeight: number;
  rows: number;
}

export function gridOf(count: number, width: number, minWidth: number, gap: number, below: number): Grid {
  const columns = Math.max(1, Math.floor((width + gap) / (minWidth + gap)));
  const cardWidth = (width - gap * (columns - 1)) / columns;
  return { columns, rowHeight: Math.round((cardWidth * 9) / 16 + below + gap), rows: Math.ceil(count / columns) };
}

/** Rows from (included) to (excluded); top is how far the grid's beginning is above the screen's. */
export function rowsSeen(grid: Grid, top: number, height: number, around: number): { from: number; to: number } {
  const from = Math.floor((top - around) / grid.rowHeight);
  const to = Math.ceil((top + height + around) / grid.rowHeight);
  return { from: Math.min(Math.max(from, 0), grid.rows), to: Math.min(Math.max(to, 0), grid.rows) };
}
