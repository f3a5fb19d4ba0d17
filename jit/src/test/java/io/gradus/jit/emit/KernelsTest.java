package io.gradus.jit.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.DType;
import io.gradus.jit.emit.Loop.Kind;
import io.gradus.op.Bilinear;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Loops, addresses and reductions: all targets give the same bits, near the plain meaning.
class KernelsTest {
  private static final Linear.Add ADD = new Linear.Add();
  private static final Bilinear.Mul MUL = new Bilinear.Mul(false);
  private static final int[] SIZES = {0, 1, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 35, 67, 207};

  /// Runs on all targets and compares; with the reference too, relative to `tolerance`.
  static void check(Loop loop, Operands o, double tolerance, int... extents) {
    Operands expected = Loops.copy(o);
    Reference.run(loop, expected, extents);
    int outer = extents.length - 1;
    int kept = outer - loop.over().map(Loop.Over::axes).orElse(0);
    int rows = Arrays.stream(extents, 0, kept).reduce(1, (a, b) -> a * b);
    Operands first = null;
    for (int i = 0; i < 2 * Loops.TARGETS.size(); i++) {
      Target target = Loops.TARGETS.get(i / 2);
      Operands actual = Loops.copy(o);
      Kernel kernel = Kernels.of(i % 2 == 0 ? loop : Loops.tiled(loop), target);
      kernel.run(actual, 0, rows, 0, extents[outer]);
      if (first == null) {
        first = actual;
        for (int j = 0; j < o.at.length; j++) {
          double[] x = Loops.get(actual, j);
          double[] y = Loops.get(expected, j);
          for (int k = 0; k < x.length; k++) {
            if (!same(x[k], y[k])) {
              assertThat(x[k])
                  .as("operand %d element %d of\n%s", j, k, loop)
                  .isCloseTo(y[k], within(tolerance * (1 + Math.abs(y[k]))));
            }
          }
        }
      }
      for (int j = 0; j < o.at.length; j++) {
        assertThat(Loops.get(actual, j))
            .as("operand %d on %s of\n%s", j, target.name(), loop)
            .isEqualTo(Loops.get(first, j));
      }
    }
  }

  private static boolean same(double x, double y) {
    return Double.compare(x, y) == 0;
  }

  private static double near(DType type) {
    return type == DType.F32 ? 3e-6 : 1e-14;
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void arithmeticOnColumnsOfAllSizes(DType type) {
    for (int n : SIZES) {
      Loops b = new Loops(type);
      int x = b.load(n, 1);
      int y = b.load(0, 1);
      int z = b.load(1, 0);
      int s = b.load(0, 0);
      int v = b.apply(ADD, b.apply(MUL, x, y), b.apply(MUL, z, s));
      int big = b.apply(Flat.Compare.GREATER, x, z);
      int w = b.apply(new Linear.Select(), big, v, b.apply(new Linear.Neg(), y));
      Loop loop = b.store(w, n, 1).store(big, n, 1).store(b.apply(ADD, z, s), 1, 0).build();
      check(loop, Loops.operands(loop, 3 * n + 3, new Random(n)), 0, 3, n);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void stridesAndPositions(DType type) {
    for (int n : SIZES) {
      Loops b = new Loops(type).middle(2, 3);
      int x = b.load(2, 4, 8, 30);
      int y = b.load(2 * 3 * n, 3 * n, n, 1);
      int p = b.apply(ADD, b.position(1), b.apply(MUL, b.position(3), b.number(10)));
      int q = b.apply(ADD, p, b.apply(MUL, b.position(0), b.number(100)));
      Loop loop = b.store(b.apply(ADD, b.apply(ADD, x, y), q), 1, 4, 8, 40).build();
      check(loop, Loops.operands(loop, 40 * n + 40, new Random(n)), near(type), 4, 2, 3, n);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void softmaxOfRows(DType type) {
    for (int n : SIZES) {
      Loops b = new Loops(type).columns(n);
      int x = b.load(n, 1);
      int shifted = b.apply(ADD, x, b.apply(new Linear.Neg(), b.reduce(Kind.MAX, x)));
      int e = b.apply(Unary.EXP, shifted);
      int sum = b.reduce(Kind.SUM, e);
      int log = b.apply(Unary.LOG, sum);
      Loop loop =
          b.store(b.apply(MUL, e, b.apply(Unary.RECIPROCAL, sum)), n, 1)
              .store(b.apply(ADD, log, b.number(1)), 1, 0)
              .build();
      if (n > 0) {
        check(loop, Loops.operands(loop, 3 * n + 3, new Random(n)), near(type), 3, n);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void sumsOfProductsAndExtremesOfRows(DType type) {
    for (int n : SIZES) {
      Loops b = new Loops(type).columns(n);
      int x = b.load(n, 1);
      int y = b.load(0, 1);
      int dot = b.reduce(Kind.SUM, b.apply(MUL, x, y));
      Loop loop =
          b.store(dot, 1, 0)
              .store(b.reduce(Kind.MAX, x), 1, 0)
              .store(b.reduce(Kind.MIN, x), 1, 0)
              .store(b.reduce(Kind.SUM, b.load(1, 0)), 1, 0)
              .build();
      check(loop, Loops.operands(loop, 5 * n + 5, new Random(n)), near(type) * 10, 5, n);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void combinesRows(DType type) {
    for (int n : SIZES) {
      for (Kind kind : Kind.values()) {
        Loops b = new Loops(type).over(kind, 1);
        int x = b.load(n, 1);
        int y = b.load(1, 0);
        Loop loop = b.store(b.apply(MUL, x, y), 0, 1).store(b.apply(Unary.SQUARE, y), 0, 0).build();
        Operands o = Loops.operands(loop, 5 * n + 5, new Random(n));
        o.depth = 5;
        check(loop, o, near(type), 5, n);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void combinesInnerRowsForEachKeptRow(DType type) {
    for (int n : SIZES) {
      Loops b = new Loops(type).middle(2, 3, 2).over(Kind.SUM, 2);
      int x = b.load(12 * n, 6 * n, 2 * n, n, 1);
      int y = b.load(12 * n, 6 * n, n, 3 * n, 1);
      int z = b.apply(ADD, b.apply(ADD, x, y), b.position(2));
      Loop loop = b.store(z, 2 * n, n, 0, 0, 1).build();
      check(loop, Loops.operands(loop, 36 * n, new Random(n)), near(type) * 10, 3, 2, 3, 2, n);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void combinesRowsWithReductions(DType type) {
    for (int n : SIZES) {
      Loops b = new Loops(type).columns(n).over(Kind.SUM, 1);
      int x = b.load(n, 1);
      int sum = b.reduce(Kind.SUM, x);
      int mean = b.apply(MUL, sum, b.number(1.0 / (n + 1)));
      Loop loop =
          b.store(b.apply(ADD, x, b.apply(new Linear.Neg(), mean)), 0, 1)
              .store(b.apply(Unary.SQUARE, sum), 0, 0)
              .build();
      Operands o = Loops.operands(loop, 5 * n + 5, new Random(n));
      o.depth = 5;
      check(loop, o, near(type) * 20, 5, n);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void partsOfTheColumns(DType type) {
    Loops b = new Loops(type);
    Loop loop = b.store(b.apply(ADD, b.load(100, 1), b.position(1)), 100, 1).build();
    Operands whole = Loops.operands(loop, 300, new Random(1));
    Operands split = Loops.copy(whole);
    for (Target target : Loops.TARGETS) {
      Kernel kernel = Kernels.of(loop, target);
      kernel.run(whole, 0, 3, 0, 100);
      kernel.run(split, 0, 1, 0, 100);
      kernel.run(split, 1, 3, 0, 37);
      kernel.run(split, 1, 3, 37, 38);
      kernel.run(split, 1, 3, 38, 100);
      assertThat(Loops.get(split, 1)).isEqualTo(Loops.get(whole, 1));
    }
  }

  @Test
  void mixedFormatsAreScalarLoops() {
    Loop loop =
        new Loop(
            java.util.List.of(DType.F32, DType.F64),
            java.util.List.of(),
            -1,
            java.util.List.of(
                new Loop.Instr.Load(new Loop.Access(0, 0, java.util.List.of(5, 1))),
                new Loop.Instr.Apply(new Linear.Cast(DType.F64), DType.F64, java.util.List.of(0)),
                new Loop.Instr.Apply(Unary.CBRT, DType.F64, java.util.List.of(1))),
            java.util.List.of(new Loop.Store(2, new Loop.Access(1, 0, java.util.List.of(5, 1)))),
            java.util.Optional.empty(),
            false);
    check(loop, Loops.operands(loop, 15, new Random(1)), 0, 3, 5);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void functionsWithoutVectorCode(DType type) {
    Loops b = new Loops(type);
    int x = b.load(5, 1);
    int y = b.load(5, 1);
    int v = b.apply(Binary.POW, b.apply(Unary.ABS, x), y);
    int w = b.apply(Unary.LGAMMA, b.apply(Unary.SQUARE, x));
    int u = b.apply(new io.gradus.op.Pointwise.Polygamma(1), b.apply(Unary.SQUARE, x));
    Loop loop =
        b.store(v, 5, 1)
            .store(w, 5, 1)
            .store(u, 5, 1)
            .store(b.apply(Binary.ATAN2, x, y), 5, 1)
            .store(b.apply(Unary.TAN, x), 5, 1)
            .build();
    check(loop, Loops.operands(loop, 15, new Random(1)), 0, 3, 5);
  }

  @Test
  void equalLoopsAreOneKernel() {
    Loop a = new Loops(DType.F32).store(0, 1, 1).build();
    assertThat(Stream.of(1, 2).map(_ -> relu()).map(l -> Kernels.of(l, Target.SCALAR)).distinct())
        .hasSize(1);
    assertThat(a).isNotNull();
  }

  private static Loop relu() {
    Loops b = new Loops(DType.F32);
    return b.store(b.apply(Binary.MAX, b.load(8, 1), b.number(0)), 8, 1).build();
  }
}
