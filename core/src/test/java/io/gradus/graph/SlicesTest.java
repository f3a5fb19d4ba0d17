package io.gradus.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.eval.Interpreter;
import io.gradus.op.Move;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Blocks of what is put together of blocks.
class SlicesTest {
  private final Expr x = Expr.param("x", Type.f64(3, 4));
  private final Expr y = Expr.param("y", Type.f64(2, 4));

  @Test
  void aBlockOfOnePartIsABlockOfThatPart() {
    Expr both = Expr.concat(0, List.of(x, y));
    assertThat(both.slice(0, 0, 3)).isSameAs(x);
    assertThat(both.slice(0, 3, 5)).isSameAs(y);
    assertThat(both.slice(0, 4, 5)).isEqualTo(y.slice(0, 1, 2));
    assertThat(both.slice(0, 2, 4).args()).containsExactly(both);
  }

  @Test
  void aBlockOfPaddingIsZero() {
    Expr padded = x.pad(List.of(2, 0), List.of(1, 3));
    assertThat(padded.slice(0, 0, 2).isZero()).isTrue();
    assertThat(padded.slice(1, 4, 7).isZero()).isTrue();
    assertThat(padded.slice(List.of(2, 1), Shape.of(3, 2))).isEqualTo(x.slice(1, 1, 3));
    assertThat(padded.slice(0, 1, 3).op()).isInstanceOf(Move.Slice.class);
  }

  @Test
  void aBlockOfABlockIsOneBlock() {
    assertThat(x.slice(0, 1, 3).slice(0, 1, 2)).isEqualTo(x.slice(0, 2, 3));
  }

  /// Random towers of blocks have the numbers that they would have unsimplified.
  @Test
  void numbersStayTheSame() {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      Expr e = x;
      Array expected = number(x.shape());
      for (int depth = 0; depth < 4; depth++) {
        Move op = op(random, e.shape());
        List<Expr> args = new ArrayList<>(List.of(e));
        List<Array> numbers = new ArrayList<>(List.of(expected));
        if (op instanceof Move.Concat) {
          int at = random.nextInt(2);
          args.add(at, e.mul(2));
          numbers.add(at, twice(expected));
        }
        e = Expr.of(op, args);
        expected = op.eval(numbers);
      }
      Graph g = new Graph(List.of(x), List.of(e));
      assertThat(new Interpreter().compile(g).run(List.of(number(x.shape()))))
          .as("tower %d", i)
          .containsExactly(expected);
    }
  }

  private static Move op(Random random, Shape s) {
    Supplier<Integer> few = () -> random.nextInt(3);
    return switch (random.nextInt(4)) {
      case 0 -> new Move.Pad(List.of(few.get(), few.get()), List.of(few.get(), few.get()));
      case 1 -> new Move.Concat(random.nextInt(2));
      default -> {
        int rows = random.nextInt(s.dim(0) + 1);
        int columns = random.nextInt(s.dim(1) + 1);
        int row = random.nextInt(s.dim(0) - rows + 1);
        int column = random.nextInt(s.dim(1) - columns + 1);
        yield new Move.Slice(List.of(row, column), Shape.of(rows, columns));
      }
    };
  }

  private static Array number(Shape s) {
    double[] all = new double[s.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i + 1;
    }
    return Array.of(s, all);
  }

  private static Array twice(Array a) {
    return Array.of(a.shape(), Arrays.stream(a.doubles()).map(v -> 2 * v).toArray());
  }
}
