package io.gradus.jit.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.DType;
import io.gradus.op.Pointwise.Unary;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The functions of kernels: the same bits on all targets, within 2 units in the last place.
class FunctionsTest {
  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    88.722835,
    88.7229,
    -87.33655,
    -87.4,
    -103,
    -104,
    -110,
    89.41,
    709.782712893384,
    709.79,
    -708.4,
    -745.1,
    -745.2,
    -800,
    710.4,
    711,
    1e-10,
    -1e-10,
    1e-20,
    1e-40,
    1e-310,
    -1e-310,
    4.9e-324,
    1e10,
    -1e10,
    131071.9,
    131073,
    2.68e8,
    2.69e8,
    1e30,
    1e300,
    -1e300,
    Float.MIN_NORMAL,
    Float.MIN_VALUE,
    Double.MIN_NORMAL,
    Math.PI,
    Math.PI / 2,
    3 * Math.PI / 2,
    -1 + 1e-9,
    -1 + 1e-16,
    -0.9999999,
    0.625,
    0.41421356,
    0.66,
    2.41421356,
    0.70710678,
    1.41421356,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  static Stream<Unary> written() {
    return Arrays.stream(Unary.values()).filter(Functions::has);
  }

  static double[] points(DType type) {
    Random random = new Random(7);
    DoubleStream wide =
        random.doubles(20_000, -1, 1).map(u -> Math.copySign(Math.exp(80 * Math.abs(u) - 60), u));
    DoubleStream middle = random.doubles(30_000, -12, 12);
    DoubleStream far = random.doubles(6_000, -110, 110);
    DoubleStream around = random.doubles(6_000, 0.5, 2);
    return Stream.of(Arrays.stream(SPECIAL), wide, middle, far, around)
        .flatMapToDouble(s -> s)
        .map(type::round)
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("written")
  void single(Unary u) {
    check(u, DType.F32, u == Unary.TANH ? 2.7 : u == Unary.LOGISTIC ? 2.1 : 2);
  }

  @ParameterizedTest
  @MethodSource("written")
  void twice(Unary u) {
    check(u, DType.F64, 2.5); // the reference is off by up to 1 itself
  }

  private static void check(Unary u, DType type, double limit) {
    double[] x = points(type);
    Loops b = new Loops(type);
    Loop loop = b.store(b.apply(u, b.load(0, 1)), 0, 1).build();
    List<double[]> all = Loops.TARGETS.stream().map(t -> run(loop, t, x)).toList();
    for (double[] y : all) {
      assertThat(y).isEqualTo(all.getFirst());
    }
    double worst = 0;
    double at = 0;
    for (int i = 0; i < x.length; i++) {
      double y = all.getFirst()[i];
      double exact = u.at(x[i]);
      double error = error(type, y, exact);
      if (!(error <= worst)) {
        worst = error;
        at = x[i];
      }
    }
    if (Boolean.getBoolean("show")) {
      System.out.printf("%s %s: %.3f ulp at %s%n", u, type, worst, at);
    }
    assertThat(worst).as("%s at %s", u, at).isLessThanOrEqualTo(limit);
  }

  private static double[] run(Loop loop, Target target, double[] x) {
    Operands o = new Operands(2);
    Loops.set(loop, o, 0, x);
    Loops.set(loop, o, 1, new double[x.length]);
    Kernels.of(loop, target).run(o, 0, 1, 0, x.length);
    return Loops.get(o, 1);
  }

  /// The distance in units of the last place; 0 if both are the same number, zeros with sign.
  static double error(DType type, double y, double exact) {
    if (Double.compare(y, type.round(exact)) == 0) {
      return type == DType.F32 && Double.isFinite(y)
          ? Math.abs(y - exact) / Math.ulp((float) y)
          : 0;
    }
    if (y == 0 && exact == 0 || !Double.isFinite(y) && !Double.isFinite(type.round(exact))) {
      return Double.POSITIVE_INFINITY;
    }
    double last = type == DType.F32 ? Math.ulp((float) exact) : Math.ulp(exact);
    return Math.abs(y - exact) / last;
  }
}
