package io.gradus.nn.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The texts of a column that are not numbers.
///
/// @param texts the distinct texts, in the order of their codes
/// @param rows how many cells hold a text
/// @param firstRow the first row with a text; −1 if there is none
/// @param crowded whether there were more than [Levels#MOST] texts, and those beyond are not kept
/// @param sorted the texts by their characters
/// @param ranks for each code the position in `sorted`
record Dictionary(
    List<String> texts, int rows, int firstRow, boolean crowded, List<String> sorted, int[] ranks) {
  static final Dictionary EMPTY = of(List.of(), 0, -1, false);

  static Dictionary of(List<String> texts, int rows, int firstRow, boolean crowded) {
    Integer[] order = new Integer[texts.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparing(texts::get));
    int[] ranks = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      ranks[order[i]] = i;
    }
    List<String> sorted = Arrays.stream(order).map(texts::get).toList();
    return new Dictionary(List.copyOf(texts), rows, firstRow, crowded, sorted, ranks);
  }

  int rank(int code) {
    return ranks[code];
  }

  /// The first text.
  String first() {
    return texts.getFirst();
  }
}
