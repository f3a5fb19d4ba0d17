package io.gradus.app.cli;

import io.gradus.Fn;
import io.gradus.nn.UserException;
import io.gradus.text.ReadException;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Rows of numbers as typed: `[[2,1],[1,-1]]`, `{{2,1},{1,-1}}` or `2,1; 1,-1`. A number may be a
/// formula such as `1/3`.
final class Rows {
  private static final Pattern NESTED = Pattern.compile("\\[\\s*(\\[.*])\\s*]");

  private Rows() {}

  /// The rows.
  ///
  /// @param option where they are, for messages
  /// @throws UserException if they are no rows of finite numbers
  static double[][] read(String option, String text) {
    String brackets = text.strip().replaceAll("[{(]", "[").replaceAll("[})]", "]");
    String rows = NESTED.matcher(brackets).replaceFirst("$1");
    boolean enclosed = rows.startsWith("[") && rows.endsWith("]");
    String inner = enclosed ? rows.substring(1, rows.length() - 1) : rows;
    return Arrays.stream(inner.split(enclosed ? "]\\s*[,;]?\\s*\\[|;" : ";", -1))
        .map(row -> numbers(option, row.strip(), text))
        .toArray(double[][]::new);
  }

  /// The only row.
  ///
  /// @throws UserException if there are several
  static double[] one(String option, String text) {
    double[][] rows = read(option, text);
    if (rows.length > 1) {
      throw new UserException(option + ": expected one row such as 2,1, but found " + text);
    }
    return rows[0];
  }

  private static double[] numbers(String option, String row, String text) {
    if (row.isEmpty() || row.matches(".*[\\[\\]].*")) {
      throw new UserException(
          "%s: expected rows of numbers such as [[2,1],[1,-1]], but found '%s'"
              .formatted(option, text));
    }
    return Arrays.stream(row.split("\\s*,\\s*|\\s+", -1))
        .mapToDouble(number -> number(option, number, text))
        .toArray();
  }

  private static double number(String option, String number, String text) {
    try {
      Fn formula = Fn.parse(number);
      double x = formula.graph().params().isEmpty() ? formula.run(new double[0]) : Double.NaN;
      if (Double.isFinite(x)) {
        return x;
      }
    } catch (ReadException e) {
      // as below
    }
    throw new UserException("%s: '%s' is no number in '%s'".formatted(option, number, text));
  }
}
