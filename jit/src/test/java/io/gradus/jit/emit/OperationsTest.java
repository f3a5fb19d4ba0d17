package io.gradus.jit.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.DType;
import io.gradus.op.Bilinear;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Operations one by one at awkward sizes and numbers.
class OperationsTest {
  private static final double[] NUMBERS = {
    0,
    -0.0,
    1,
    -1,
    0.3,
    -0.3,
    2.5,
    -2.5,
    8388607.5,
    -8388608.5,
    1e30,
    -1e30,
    1e-42,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  static Stream<Op> operations() {
    Stream<Op> exact =
        Stream.of(
            new Linear.Add(),
            new Linear.Neg(),
            new Linear.Select(),
            new Bilinear.Mul(false),
            new Bilinear.Mul(true),
            new Pointwise.Polygamma(0));
    return Stream.of(
            exact,
            Arrays.stream(Flat.Compare.values()),
            Arrays.stream(Flat.Step.values()),
            Arrays.stream(Unary.values()).filter(u -> !Functions.has(u)),
            Arrays.stream(Binary.values()))
        .flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void likeTheInterpreter(Op op) {
    for (DType type : DType.values()) {
      int lanes = 16 * 4 / type.bytes();
      for (int n : new int[] {0, 1, lanes / 4 - 1, lanes - 1, lanes, lanes + 1, 4 * lanes + 3}) {
        check(op, type, n);
      }
      check(op, type, 207);
    }
  }

  private static void check(Op op, DType type, int n) {
    Loops b = new Loops(type);
    Integer[] args = new Integer[arity(op)];
    Arrays.setAll(args, _ -> b.load(0, 1));
    Loop loop = b.store(b.apply(op, args), 0, 1).build();
    Operands o = Loops.operands(loop, n, new Random(n));
    for (int i = 0; i < args.length; i++) {
      double[] x = new double[n + 3];
      int step = i * i + 1;
      Arrays.setAll(x, k -> NUMBERS[(k / step + k) % NUMBERS.length]);
      Loops.set(loop, o, i, x);
    }
    KernelsTest.check(loop, o, 0, 1, n);
  }

  private static int arity(Op op) {
    return switch (op) {
      case Pointwise p -> p.arity();
      case Linear.Neg _, Flat.Step _ -> 1;
      case Linear.Select _ -> 3;
      default -> 2;
    };
  }

  @Test
  void longLoopsRunButDoNotFit() {
    Loops b = new Loops(DType.F32);
    int x = b.load(0, 1);
    for (int i = 0; i < 120; i++) {
      x = b.apply(new Linear.Add(), b.apply(Unary.ABS, x), b.number(0.25));
    }
    Loop loop = b.store(x, 0, 1).build();
    assertThat(Kernels.fits(loop)).isFalse();
    KernelsTest.check(loop, Loops.operands(loop, 20, new Random(1)), 0, 1, 20);
  }

  @Test
  void listing() {
    Loops b = new Loops(DType.F32);
    Loop relu = b.store(b.apply(Binary.MAX, b.load(8, 1), b.number(0)), 8, 1).build();
    assertThat(relu)
        .hasToString(
            """
            rows by columns
              v0 = load p0[r·8 + c]
              v1 = float32 0.0
              v2 = max v0 v1
              store p1[r·8 + c] = v2\
            """);
  }
}
