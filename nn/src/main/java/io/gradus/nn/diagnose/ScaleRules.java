package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.text;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Options.Scaling;
import io.gradus.nn.data.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Whether inputs and targets, as the network sees them, are of a size that it can work with.
final class ScaleRules {
  private static final double SMALL = 0.05;
  private static final double LARGE = 20;
  private static final double FAR = 50; // deviations from 0

  private ScaleRules() {}

  /// A column of numbers.
  private record Column(String name, double mean, double std, double least, double greatest) {
    boolean large() {
      return std > LARGE || Math.abs(mean) > LARGE && std > 0;
    }

    boolean far() {
      return std > 0 && Math.abs(mean) / std > FAR;
    }

    boolean small() {
      return std > 0 && std < SMALL && !binary();
    }

    boolean binary() {
      return least >= 0 && greatest == 1;
    }

    String text() {
      return "'%s' has mean %s and deviation %s"
          .formatted(name, Findings.text(mean), Findings.text(std));
    }
  }

  static void read(Evidence e, Findings out) {
    Dataset train = e.sample();
    List<Column> columns = columns(train.features(), train.featureNames());
    inputs(e, columns, out);
    if (train.task() == Task.REGRESSION) {
      targets(e, columns(train.targets(), train.targetNames()), out);
    }
  }

  private static void inputs(Evidence e, List<Column> columns, Findings out) {
    List<String> constant = columns.stream().filter(c -> c.std == 0).map(Column::name).toList();
    boolean table = e.parts().preprocessor().isPresent();
    if (!constant.isEmpty() && table) {
      out.note(
          "column '"
              + constant.getFirst()
              + "'"
              + (constant.size() > 1 ? " and " + (constant.size() - 1) + " more" : "")
              + " is the same in every training row; nothing can be learned from it");
    }
    List<Column> large = columns.stream().filter(c -> c.large() || c.far()).toList();
    List<Column> small = columns.stream().filter(Column::small).toList();
    boolean allSmall =
        !small.isEmpty() && columns.stream().allMatch(c -> c.std == 0 || c.small() || c.binary());
    if (large.isEmpty() && !allSmall) {
      return;
    }
    Column worst = large.isEmpty() ? small.getFirst() : largest(large);
    Fix fix =
        table && e.spec().data().numeric() != Scaling.STANDARDIZE
            ? new Repairs(e).inputs()
            : Fix.NONE;
    out.cause(
        Cause.INPUT_SCALE,
        "S5",
        large.isEmpty() ? 0.7 : 0.85,
        0,
        "data column '" + worst.name + "'",
        fix,
        "Ben Braiek and Khomh 2023 (TheDeepChecker)",
        "Column %s as the network sees it (limits: deviation %s to %s, mean within %s deviations); so do %d of %d columns. Standardize the inputs."
            .formatted(
                worst.text(),
                text(SMALL),
                text(LARGE),
                text(FAR),
                large.isEmpty() ? small.size() : large.size(),
                columns.size())
            .replace("; so do 1 of ", "; it is 1 of ")
            .replace("; so do", "; outside are"),
        "mean",
        worst.mean,
        "std",
        worst.std);
  }

  private static void targets(Evidence e, List<Column> columns, Findings out) {
    List<Column> bad = columns.stream().filter(c -> c.large() || c.far() || c.small()).toList();
    if (bad.isEmpty()) {
      return;
    }
    Column worst = largest(bad);
    out.cause(
        Cause.TARGET_SCALE,
        "S6",
        0.83,
        0,
        "data column '" + worst.name + "'",
        e.parts().preprocessor().isPresent() ? new Repairs(e).targets() : Fix.NONE,
        "Ben Braiek and Khomh 2023 (TheDeepChecker)",
        "Target %s as the network sees it (limits: deviation %s to %s, mean within %s deviations). Standardize the targets; metrics stay in your units."
            .formatted(worst.text(), text(SMALL), text(LARGE), text(FAR)),
        "mean",
        worst.mean,
        "std",
        worst.std);
  }

  private static Column largest(List<Column> columns) {
    return columns.stream()
        .max((a, b) -> Double.compare(Math.hypot(a.mean, a.std), Math.hypot(b.mean, b.std)))
        .orElseThrow();
  }

  private static List<Column> columns(Array a, List<String> names) {
    int n = a.shape().dim(0);
    int k = a.shape().dim(1);
    Array data = a.dtype() == DType.F64 ? a : a.cast(DType.F64);
    List<Column> columns = new ArrayList<>();
    for (int j = 0; j < k; j++) {
      double[] x = new double[n];
      int column = j;
      Arrays.setAll(x, i -> data.get(i * k + column));
      double mean = Arrays.stream(x).average().orElse(0);
      double std = Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / n);
      boolean same = Arrays.stream(x).allMatch(v -> v == x[0]);
      columns.add(
          new Column(
              names.get(j),
              mean,
              same ? 0 : std,
              Arrays.stream(x).min().orElse(0),
              Arrays.stream(x).max().orElse(0)));
    }
    return columns;
  }
}
