package io.gradus.jit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.eval.Backend.Executable;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where results lie: over operands, twice, as views of operands, as constants; arrays of all
/// sizes, and none.
class CarriedTest {
  private static final Type TYPE = Type.f32(5, 7);
  private final Expr a = Expr.param("a", TYPE);
  private final Expr b = Expr.param("b", TYPE);
  private final Expr c = Expr.param("c", TYPE);

  private static void check(int carried, List<Expr> params, Expr... results) {
    Agreement.check(new Graph(params, List.of(results)), carried);
  }

  @Test
  void operandsChangePlaces() {
    check(2, List.of(a, b), b, a);
    check(3, List.of(a, b, c), b, c, a);
    check(3, List.of(a, b, c), c, a, b);
    check(2, List.of(a, b, c), b, a, a.add(b).mul(c));
    check(2, List.of(a, b), b.sin(), a.sin());
  }

  @Test
  void anOperandMovesAndIsReplaced() {
    check(2, List.of(a, b), b.add(a), a);
  }

  @Test
  void operandsStay() {
    check(1, List.of(a), a);
    check(2, List.of(a, b), a, b.add(a));
    check(2, List.of(a, b), a, a);
    check(2, List.of(a, b), b, b);
    check(2, List.of(a, b), a.sub(b), b, a.mul(2));
  }

  @Test
  void oldValuesAreResultsToo() {
    check(1, List.of(a), a.add(1), a);
    check(1, List.of(a), a.add(1), a, a.add(1));
    check(1, List.of(a, b), a.mul(b), a.sum(), a.mul(b).sum(), a.transpose());
    check(2, List.of(a, b), a.add(b), b.add(a.sum(0)), a.mul(b));
  }

  @Test
  void resultsAreTheSameValue() {
    Expr y = a.tanh();
    check(0, List.of(a), y, y);
    check(1, List.of(a, b), y, y);
    check(2, List.of(a, b), y, y);
    check(2, List.of(a, b), y, y, y);
  }

  @Test
  void resultsAreViewsOfOperands() {
    check(0, List.of(a), a.transpose(), a.reshape(35), a.slice(0, 1, 3), a, a);
    Expr s = Expr.param("s", Type.f32(4, 4));
    check(1, List.of(s), s.transpose());
    check(1, List.of(s), s.transpose(), s);
    check(1, List.of(s), s.transpose().add(s));
    check(1, List.of(s), s.dot(s));
    check(1, List.of(s), s.slice(0, 1, 2).broadcastTo(s.shape()));
    check(1, List.of(s), Expr.concat(0, List.of(s.slice(0, 1, 4), s.slice(0, 0, 1))));
    Expr t = Expr.param("t", Type.f32(4, 4));
    check(2, List.of(s, t), t.transpose(), s.transpose());
  }

  @Test
  void resultsAreConstants() {
    Expr known = Expr.constant(Array.vector(1, 2, 3));
    Expr x = Expr.param("x", Type.f64(3));
    check(0, List.of(x), known, known, Expr.fill(2, x.type()), Expr.pi(x.type()));
    check(1, List.of(x), known, x, Expr.iota(0, x.type()));
    check(1, List.of(x), Expr.fill(0, x.type()));
    check(0, List.of(), known.add(1), Expr.fill(3, Type.f32()));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void scalars(DType type) {
    Expr x = Expr.param("x", new Type(type, Type.f64().shape()));
    Expr y = Expr.param("y", x.type());
    check(2, List.of(x, y), y, x, x.mul(y).sin(), x.pow(2.5), x.gt(y));
    check(2, List.of(x, y), x.add(y.exp()), y.sub(x), x);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 15, 16, 17, 67, 207})
  void sizes(int n) {
    Expr x = Expr.param("x", Type.f32(n));
    Expr m = Expr.param("m", Type.f32(n, 3));
    Expr w = Expr.param("w", Type.f32(3, n));
    check(
        2,
        List.of(x, m, w),
        x.add(m.sum(1)),
        m.sub(w.transpose().mul(0.5)),
        m.dot(w),
        w.dot(m).tanh(),
        m.sum(),
        x.sum(),
        m.sum(0),
        w.softmax(0).reshape(3 * n));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 67})
  void joinedParts(int n) {
    Expr x = Expr.param("x", Type.f32(n));
    check(0, List.of(x), Expr.concat(0, List.of(x, x.sin())));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 16, 67})
  void partReadAlongWithTheWhole(int n) {
    Expr x = Expr.param("x", Type.f32(n));
    Expr y = Expr.param("y", Type.f32(n));
    Expr part = y.sin();
    Expr whole = Expr.concat(0, List.of(x.sin(), part));
    check(
        0, List.of(x, y), part.mul(whole.slice(0, n + 1, n + 2).reshape().broadcastTo(y.shape())));
  }

  @Test
  void joinedPartsWithoutElements() {
    joinedParts(0);
  }

  @Test
  void forksHaveMemoryOfTheirOwn() {
    Expr h = a.dot(b.transpose()).tanh();
    Graph g = new Graph(List.of(a, b), List.of(a.add(h.dot(b)), h.sum()));
    Executable first = new Jit().compile(g, 1);
    Executable second = first.fork();
    List<Array> one = List.of(Agreement.numbers(a, 0), Agreement.numbers(b, 1));
    List<Array> two = List.of(Agreement.numbers(a, 2), Agreement.numbers(b, 3));
    List<Array> ofOne = first.run(one);
    List<Array> ofTwo = second.run(two);
    assertThat(ofOne).isNotEqualTo(ofTwo);
    for (int i = 0; i < 3; i++) {
      assertThat(second.run(one)).isEqualTo(ofOne);
      assertThat(first.run(two)).isEqualTo(ofTwo);
      assertThat(first.fork().run(one)).isEqualTo(ofOne);
    }
  }
}
