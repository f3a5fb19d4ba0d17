package io.gradus.jit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.eval.Backend;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The compiled engine against the interpreter.
final class Agreement {
  /// What functions of many operations may differ by, in roundings.
  static final double TOLERANCE = 4096;

  private Agreement() {}

  /// The largest difference, in units of rounding of the larger of 1 and the largest number of the
  /// result.
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
    return complaint(jit, graph, args, carried, TOLERANCE);
  }

  /// The same with another tolerance in units of rounding.
  static Optional<String> complaint(
      Backend jit, Graph graph, List<Array> args, int carried, double tolerance) {
    List<Array> expected = new Interpreter().compile(graph, carried).run(args);
    Backend.Executable f = jit.compile(graph, carried);
    List<Array> before = args.stream().map(Array::copy).toList();
    List<Array> first = f.run(args);
    double d = difference(first, expected);
    if (!(d <= tolerance)) {
      return Optional.of("differs from the interpreter by " + d + " roundings");
    }
    if (!args.equals(before)) {
      return Optional.of("operands are changed");
    }
    if (!f.run(args).equals(first)) {
      return Optional.of("a second run gives other bits");
    }
    List<Array> in = new ArrayList<>(args.stream().map(Array::copy).toList());
    List<Array> out =
        first.subList(carried, first.size()).stream()
            .map(a -> Array.zeros(a.dtype(), a.shape()))
            .toList();
    f.run(in, out);
    if (!in.subList(0, carried).equals(first.subList(0, carried))
        || !out.equals(first.subList(carried, first.size()))) {
      return Optional.of("running in place gives other bits");
    }
    if (!in.subList(carried, in.size()).equals(before.subList(carried, in.size()))) {
      return Optional.of("running in place changes an operand that is not carried");
    }
    return Optional.empty();
  }

  /// True if the interpreter too gives something else once the operands change by rounding: a kink,
  /// or two values whose order rounding decides.
  static boolean isAtEdge(Graph graph, List<Array> args) {
    Backend.Executable f = new Interpreter().compile(graph);
    List<Array> here = f.run(args);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 16; i++) {
      List<Array> near = args.stream().map(a -> moved(a, random)).toList();
      if (!(difference(f.run(near), here) <= TOLERANCE)) {
        return true;
      }
    }
    return false;
  }

  private static Array moved(Array a, SplittableRandom random) {
    double eps = 4 * (a.dtype() == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0));
    double[] x = a.toDoubles();
    for (int i = 0; i < x.length; i++) {
      x[i] *= 1 + random.nextDouble(-eps, eps);
    }
    return Array.of(a.shape(), x).cast(a.dtype());
  }

  /// Checks a function on numbers of its own, on all targets and with several threads.
  static void check(Graph graph, int carried) {
    List<Array> args =
        IntStream.range(0, graph.params().size())
            .mapToObj(i -> numbers(graph.params().get(i), i))
            .toList();
    for (int bits : Targets.ALL) {
      assertThat(complaint(Jit.of(bits, bits == 128 ? 3 : 1), graph, args, carried))
          .as("%d bits: %s", bits, graph)
          .isEmpty();
    }
  }

  /// Numbers between −1 and 1 for a parameter, different ones for each `seed`.
  static Array numbers(Expr p, int seed) {
    double[] x = new double[p.shape().size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.sin(1 + 0.7 * i + 2.3 * seed);
    }
    return Array.of(p.shape(), x).cast(p.dtype());
  }
}
