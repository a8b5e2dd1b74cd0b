/**
 * A long list of which parts are known. Places count from 0; a thing is at one place only, so when the list has moved on the
 * server and a page brings a thing that stood elsewhere, its former place becomes unknown.
 */
export class SparseList<T extends { id: string }> {
  private readonly things: (T | undefined)[] = [];
  length = 0;

  at(place: number): T | undefined {
    return this.things[place];
  }

  placeOf(id: string): number {
    return this.things.findIndex((thing) => thing?.id === id);
  }

  known(): T[] {
    return this.things.filter((thing) => thing !== undefined);
  }

  clear(): void {
    this.things.length = 0;
    this.length = 0;
  }

  resize(length: number): void {
    this.length = length;
    if (this.things.length > length) this.things.length = length;
  }

  put(from: number, page: readonly T[]): void {
    const ids = new Set(page.map((thing) => thing.id));
    this.things.forEach((thing, place) => {
      if (thing && ids.has(thing.id) && (place < from || place >= from + page.length)) delete this.things[place];
    });
    page.forEach((thing, index) => {
      this.things[from + index] = thing;
    });
  }

  replace(thing: T): boolean {
    const place = this.placeOf(thing.id);
    if (place < 0) return false;
    this.things[place] = thing;
    return true;
  }

  /** All others move on by one. */
  insertFirst(thing: T): void {
    this.things.unshift(thing);
    this.length++;
  }

  /** All after it move up. */
  remove(id: string): boolean {
    const place = this.placeOf(id);
    if (place < 0) return false;
    this.things.splice(place, 1);
    this.length--;
    return true;
  }

  /** Pages, counted from 0, of which something between two places, both included, is not known. */
  missingPages(first: number, last: number, pageSize: number): number[] {
    const pages = new Set<number>();
    for (let place = Math.max(first, 0); place <= Math.min(last, this.length - 1); place++) {
      if (!this.things[place]) pages.add(Math.floor(place / pageSize));
    }
    return [...pages];
  }
}
