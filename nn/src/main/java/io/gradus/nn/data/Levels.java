package io.gradus.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// A growing dictionary of texts, looked up by a range of characters so that no `String` is made
/// for a text that is already known.
final class Levels {
  private static final Comparator<String> ORDER =
      Comparator.comparingDouble(Levels::number).thenComparing(Comparator.naturalOrder());

  private final List<String> texts = new ArrayList<>();
  private int[] table = new int[32]; // open addressing; 0 is free, otherwise code + 1

  /// The code of a text, a new one if it was not seen before.
  int code(char[] s, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + s[i];
    }
    for (int slot = spread(hash); ; slot = (slot + 1) & (table.length - 1)) {
      int entry = table[slot];
      if (entry == 0) {
        return insert(new String(s, from, to - from), slot);
      }
      if (same(texts.get(entry - 1), s, from, to)) {
        return entry - 1;
      }
    }
  }

  int code(String text) {
    return code(text.toCharArray(), 0, text.length());
  }

  private int insert(String text, int slot) {
    texts.add(text);
    table[slot] = texts.size();
    if (2 * texts.size() > table.length) {
      int[] larger = new int[2 * table.length];
      table = larger;
      for (int code = 0; code < texts.size(); code++) {
        int s = spread(texts.get(code).hashCode());
        while (larger[s] != 0) {
          s = (s + 1) & (larger.length - 1);
        }
        larger[s] = code + 1;
      }
    }
    return texts.size() - 1;
  }

  private int spread(int hash) {
    int h = hash * 0x9E3779B9;
    return (h ^ (h >>> 16)) & (table.length - 1);
  }

  private static boolean same(String text, char[] s, int from, int to) {
    if (text.length() != to - from) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != s[from + i]) {
        return false;
      }
    }
    return true;
  }

  /// The column of these levels in their order; `codes` is rewritten.
  Column.Text column(String name, int[] codes) {
    Integer[] order = new Integer[texts.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparing(texts::get, ORDER));
    int[] rank = new int[order.length];
    List<String> sorted = new ArrayList<>(order.length);
    for (int i = 0; i < order.length; i++) {
      rank[order[i]] = i;
      sorted.add(texts.get(order[i]));
    }
    for (int i = 0; i < codes.length; i++) {
      codes[i] = codes[i] < 0 ? -1 : rank[codes[i]];
    }
    return new Column.Text(name, sorted, codes);
  }

  private static double number(String text) {
    return Numbers.parse(text); // NaN, which comes last, for all that is not a number
  }
}
