package io.gradus.nn;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Suggestions for misspelt names.
///
/// The distance is that of Damerau and Levenshtein in its restricted form: insertions, deletions,
/// substitutions and swaps of neighbors each cost 1, whatever the case of the letters.
public final class Nearest {
  private static final int LISTED = 12;

  private Nearest() {}

  /// The known name nearest to `word`, if it is near enough to be meant: at most a third of the
  /// letters differ (one in a short word), or one is the beginning of the other.
  ///
  /// Of equally near names the first wins.
  public static Optional<String> suggest(String word, Collection<String> known) {
    String w = fold(word);
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String name : known) {
      String k = fold(name);
      int d = distance(w, k);
      boolean prefix =
          Math.min(w.length(), k.length()) >= 3 && (k.startsWith(w) || w.startsWith(k));
      int allowed = Math.max(1, Math.max(w.length(), k.length()) / 3);
      if ((d <= allowed || prefix) && d < least && d < Math.max(w.length(), k.length())) {
        best = name;
        least = d;
      }
    }
    return Optional.ofNullable(best);
  }

  /// The end of an error sentence: `; did you mean 'species'?`, or the known names if none is near.
  public static String hint(String word, Collection<String> known) {
    Optional<String> nearest = suggest(word, known);
    if (nearest.isPresent()) {
      return "; did you mean '" + nearest.get() + "'?";
    }
    if (known.isEmpty()) {
      return "";
    }
    String list = String.join(", ", known.stream().limit(LISTED).toList());
    return "; known: " + list + (known.size() > LISTED ? ", …" : "");
  }

  /// The value with the given name.
  ///
  /// @param what what is chosen, for the message, such as `task`
  /// @throws UserException `unknown task 'regresion'; did you mean 'regression'?`
  public static <E> E pick(String what, String text, E[] values, Function<E, String> name) {
    for (E value : values) {
      if (name.apply(value).equals(text)) {
        return value;
      }
    }
    throw new UserException(
        "unknown "
            + what
            + " '"
            + text
            + "'"
            + hint(text, Arrays.stream(values).map(name).toList()));
  }

  private static String fold(String word) {
    String w = word.length() > 100 ? word.substring(0, 100) : word;
    return w.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
  }

  private static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    Arrays.setAll(above, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int d = Math.min(above[j - 1] + change, Math.min(above[j], row[j - 1]) + 1);
        boolean swap =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        row[j] = swap ? Math.min(d, before[j - 2] + 1) : d;
      }
      int[] free = before;
      before = above;
      above = row;
      row = free;
    }
    return above[b.length()];
  }
}
