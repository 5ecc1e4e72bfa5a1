// Where the tiles of a dashboard stand: twelve columns, each tile in the first place where it has room.
export const kColumns = 12;

export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

export function placeTiles(tiles: { span: number; height: number }[]): { places: Place[]; rows: number } {
  const taken: boolean[][] = []; // by row
  const isFree = (place: Place): boolean => {
    for (let y = place.top; y < place.top + place.height; ++y) {
      for (let x = place.left; x < place.left + place.width; ++x) if (taken[y]?.[x]) return false;
    }
    return true;
  };
  const take = (place: Place): void => {
    for (let y = place.top; y < place.top + place.height; ++y) {
      taken[y] ??= new Array<boolean>(kColumns).fill(false);
      taken[y]!.fill(true, place.left, place.left + place.width);
    }
  };
  const find = (width: number, height: number): Place => {
    for (let top = 0; ; ++top) {
      for (let left = 0; left + width <= kColumns; ++left) if (isFree({ left, top, width, height })) return { left, top, width, height };
    }
  };
  const places = tiles.map((tile) => {
    const place = find(Math.min(kColumns, tile.span), tile.height);
    take(place);
    return place;
  });
  return { places, rows: places.reduce((most, p) => Math.max(most, p.top + p.height), 0) };
}
