package io.gradus.nn.data;

import java.util.ArrayList;
import java.util.List;

/// A growing dictionary of texts, looked up by a range of characters so that no `String` is made
/// for a text that is already known.
final class Levels {
  /// The most texts that are kept: beyond, they are names of records and no categories.
  static final int MOST = 100_000;

  private final List<String> texts = new ArrayList<>();
  private int[] table = new int[32]; // open addressing; 0 is free, otherwise code + 1
  private boolean crowded;

  /// The code of a text, a new one if it was not seen before and there is room.
  int code(char[] s, int from, int to) {
    if (crowded) {
      return 0; // nobody will ask for it
    }
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

  /// The texts in the order of their codes.
  List<String> texts() {
    return texts;
  }

  /// True if there were more than [#MOST] texts; the codes given since then mean nothing.
  boolean crowded() {
    return crowded;
  }

  private int insert(String text, int slot) {
    if (texts.size() == MOST) {
      crowded = true;
      return 0;
    }
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
}
