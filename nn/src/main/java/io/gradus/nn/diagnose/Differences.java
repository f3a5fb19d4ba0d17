package io.gradus.nn.diagnose;

import java.util.ArrayList;
import java.util.List;

/// What changes from one list of lines to another, as programs for text show it.
final class Differences {
  private Differences() {}

  /// The lines of both in order: those that go begin with `−`, those that come with `+`. Kept are
  /// as many as can be, by their longest common subsequence.
  static List<String> of(List<String> before, List<String> after) {
    int[][] kept = new int[before.size() + 1][after.size() + 1]; // in what is left of both
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        kept[i][j] =
            before.get(i).equals(after.get(j))
                ? 1 + kept[i + 1][j + 1]
                : Math.max(kept[i + 1][j], kept[i][j + 1]);
      }
    }
    List<String> lines = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        lines.add("  " + before.get(i++));
        j++;
      } else if (j == after.size() || i < before.size() && kept[i + 1][j] >= kept[i][j + 1]) {
        lines.add("− " + before.get(i++));
      } else {
        lines.add("+ " + after.get(j++));
      }
    }
    return lines;
  }
}
