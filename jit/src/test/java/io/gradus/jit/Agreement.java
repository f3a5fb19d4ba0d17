package io.gradus.jit;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.eval.Backend;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Graph;
import java.util.List;
import java.util.Optional;

/// The compiled engine against the interpreter.
final class Agreement {
  private Agreement() {}

  /// The largest difference, in units of rounding of the larger of 1, the number and the largest
  /// number of the result.
  static double difference(List<Array> found, List<Array> expected) {
    double worst = 0;
    for (int i = 0; i < expected.size(); i++) {
      Array f = found.get(i);
      Array e = expected.get(i);
      if (!f.shape().equals(e.shape()) || f.dtype() != e.dtype()) {
        return Double.POSITIVE_INFINITY;
      }
      double scale = 1;
      for (int j = 0; j < e.size(); j++) {
        scale = Math.max(scale, Double.isFinite(e.get(j)) ? Math.abs(e.get(j)) : 0);
      }
      double unit = scale * (e.dtype() == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0));
      for (int j = 0; j < e.size(); j++) {
        double d = Math.abs(f.get(j) - e.get(j));
        if (Double.compare(f.get(j), e.get(j)) != 0 && f.get(j) != e.get(j)) {
          worst = Math.max(worst, Double.isNaN(d) ? Double.POSITIVE_INFINITY : d / unit);
        }
      }
    }
    return worst;
  }

  /// Runs a function both ways, also in place, and says what differs, if anything.
  static Optional<String> complaint(Backend jit, Graph graph, List<Array> args, int carried) {
    List<Array> expected = new Interpreter().compile(graph, carried).run(args);
    Backend.Executable f = jit.compile(graph, carried);
    List<Array> first = f.run(args);
    double d = difference(first, expected);
    if (!(d <= 4096)) {
      return Optional.of("differs from the interpreter by " + d + " roundings");
    }
    if (!f.run(args).equals(first)) {
      return Optional.of("a second run gives other bits");
    }
    List<Array> in = new java.util.ArrayList<>(args.stream().map(Array::copy).toList());
    List<Array> out =
        first.subList(carried, first.size()).stream()
            .map(a -> Array.zeros(a.dtype(), a.shape()))
            .toList();
    f.run(in, out);
    if (!in.subList(0, carried).equals(first.subList(0, carried))
        || !out.equals(first.subList(carried, first.size()))) {
      return Optional.of("running in place gives other bits");
    }
    return Optional.empty();
  }
}
