package io.gradus.onnx;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.nn.data.Feature;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.data.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The way from the columns of a table to the inputs of a network, and from its outputs to the
/// user's units, as expressions.
final class Columns {
  private Columns() {}

  /// The columns that the network needs, in order.
  static List<String> names(Preprocessor p) {
    return p.features().stream().map(Feature::column).toList();
  }

  /// The inputs (rows, width) for columns (rows, columns).
  static Expr prepare(Preprocessor p, Expr columns) {
    List<Expr> parts = new ArrayList<>();
    for (int i = 0; i < p.features().size(); i++) {
      prepare(p.features().get(i), columns.slice(1, i, i + 1), parts);
    }
    return Expr.concat(1, parts);
  }

  private static void prepare(Feature feature, Expr x, List<Expr> parts) {
    switch (feature) {
      case Feature.Number f -> number(f, x, x.eq(x), parts); // NaN equals nothing
      case Feature.Ordinal f -> number(f.number(), x, known(x, f.levels()), parts);
      case Feature.Index f -> parts.add(known(x, f.levels()).select(x.add(1), 0));
      case Feature.OneHot f -> {
        parts.add(x.eq(Expr.iota(1, x.type().with(Shape.of(1, f.levels().size())))));
        if (f.missing()) {
          parts.add(missing(x.eq(x)));
        }
      }
    }
  }

  /// (x − shift)/scale within its bound, with the fill where no value is there.
  private static void number(Feature.Number f, Expr x, Expr there, List<Expr> parts) {
    Expr scaled = there.select(x, f.fill()).sub(f.shift()).div(f.scale());
    boolean bounded = f.bound() < Feature.Number.UNBOUNDED;
    parts.add(bounded ? scaled.max(-f.bound()).min(f.bound()) : scaled);
    if (f.indicator()) {
      parts.add(missing(there));
    }
  }

  /// 1 where x is the position of a level.
  private static Expr known(Expr x, List<String> levels) {
    return x.ge(x.zeros()).and(x.like(levels.size()).gt(x)).and(x.eq(x.floor()));
  }

  private static Expr missing(Expr there) {
    return there.neg().add(1);
  }

  /// The outputs in the user's units: y·scale + shift for the targets of a regression.
  static Expr inUnits(Expr y, Optional<Preprocessor> preprocessor) {
    List<Target> targets = preprocessor.map(Preprocessor::targets).orElse(List.of());
    int n = targets.size();
    double[] scale = new double[n];
    double[] shift = new double[n];
    for (int j = 0; j < n; j++) {
      if (!(targets.get(j) instanceof Target.Value t)) {
        return y;
      }
      scale[j] = t.scale();
      shift[j] = t.shift();
    }
    boolean asIs = IntStream.range(0, n).allMatch(j -> scale[j] == 1 && shift[j] == 0);
    return asIs ? y : y.mul(row(scale, y)).add(row(shift, y));
  }

  private static Expr row(double[] values, Expr y) {
    return Expr.constant(Array.of(Shape.of(1, values.length), values).cast(y.dtype()));
  }
}
