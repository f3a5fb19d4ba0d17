package io.gradus.jit.pass;

import static io.gradus.jit.pass.UnrollGraphs.agree;
import static io.gradus.jit.pass.UnrollGraphs.contractions;
import static io.gradus.jit.pass.UnrollGraphs.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.Fn;
import io.gradus.Gradus;
import io.gradus.Maths;
import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.diff.Reverse;
import io.gradus.diff.Schedule;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnrollTest {
  @Test
  void valuesStayTheSame() {
    int unrolled = 0;
    for (int seed = 0; seed < 200; seed++) {
      Graph g = UnrollGraphs.random(seed, seed % 3 == 0 ? 3 : 20, 12);
      Graph u = Unroll.rewrite(g);
      agree(u, g);
      assertThat(UnrollGraphs.isClosed(u)).isTrue();
      unrolled += u == g ? 0 : 1;
    }
    assertThat(unrolled).isGreaterThan(60);
  }

  @Test
  void productsOfManyVectorsAreElementwise() {
    Fn one = Fn.of(Type.f64(3), Type.f64(3), (a, b) -> cross(a, b).mul(a.dot(b)));
    Graph g = Gradus.vmap(one, 100).graph();
    Graph u = Unroll.rewrite(g);
    agree(u, g);
    assertThat(count(u, Indexed.class)).isZero();
    assertThat(count(u, Bilinear.Contract.class)).isZero();
    assertThat(count(u, Bilinear.Mul.class)).isEqualTo(6 + 3 + 3);
    Expr result = u.results().getFirst();
    assertThat(result.op()).isInstanceOf(Move.Concat.class);
    assertThat(result.args())
        .hasSize(3)
        .allMatch(e -> e.op() instanceof Move.Reshape && e.shape().equals(Shape.of(100, 1)));
  }

  @Test
  void derivativesOfManyExamplesShareWhatTheyHaveInCommon() {
    Fn one =
        Fn.of(
            Type.f64(6),
            v -> {
              Expr y = cross(v.slice(0, 0, 3), v.slice(0, 3, 6)).tanh();
              Expr first = Reverse.grad(y.at(0), List.of(v)).getFirst();
              Expr second = Reverse.grad(y.at(1), List.of(v)).getFirst();
              return Expr.stack(List.of(first, second));
            });
    Graph g = Gradus.vmap(one, 50).graph();
    Graph u = Unroll.rewrite(g);
    agree(u, g);
    assertThat(count(u, Indexed.class)).isZero();
    assertThat(count(u, Move.Pad.class)).isZero();
    assertThat(count(u, Move.Concat.class)).isEqualTo(1);
    assertThat(count(u, Linear.Add.class)).isLessThan(10);
  }

  @Test
  void aChainOfTinyMatricesIsOnePieceOfCode() {
    Graph g =
        Fn.of(
                List.of(Type.f64(4, 4), Type.f64(4, 4)),
                p -> List.of(p.get(0).dot(p.get(1)).dot(p.get(0))))
            .graph();
    Graph u = Unroll.rewrite(g);
    agree(u, g);
    assertThat(count(u, Bilinear.Contract.class)).isZero();
    assertThat(count(u, Bilinear.Mul.class)).isEqualTo(128);
  }

  @Test
  void batchAxesStayLanesWhereverTheyStand() {
    Expr x = Expr.param("x", Type.f64(3, 40, 2));
    Expr y = Expr.param("y", Type.f64(40, 3));
    Expr z = x.contract(y, "imj", "mi", "jm").tanh(); // (2, 40)
    Expr all = x.mul(z.permute(List.of(1, 0)).broadcast(x.shape(), List.of(0))).cumsum(0, false);
    Graph g = new Graph(List.of(x, y), List.of(z, all));
    Graph u = Unroll.rewrite(g);
    agree(u, g);
    assertThat(count(u, Bilinear.Contract.class)).isZero();
    assertThat(u.results().getFirst().shape()).isEqualTo(Shape.of(2, 40));
    assertThat(((Move.Concat) u.results().getFirst().op()).axis()).isZero();
  }

  @Test
  void bodiesOfLoopsAreUnrolled() {
    Fn f =
        Fn.of(
            List.of(Type.f64(30, 3), Type.f64(5, 30, 3)),
            p ->
                Maths.scan(
                        5,
                        List.of(p.get(0)),
                        List.of(p.get(1)),
                        new Schedule.StoreAll(),
                        (s, u) ->
                            new Maths.Step(
                                List.of(cross(s.getFirst(), u.getFirst(), 1).add(u.getFirst())),
                                List.of(s.getFirst().sum(1))))
                    .outputs());
    Graph g = f.graph();
    Graph u = Unroll.rewrite(g);
    agree(u, g);
    Graph body =
        u.nodes().stream()
            .filter(e -> e.op() instanceof Control.Scan)
            .map(e -> ((Control.Scan) e.op()).body())
            .findFirst()
            .orElseThrow();
    assertThat(count(body, Indexed.class)).isZero();
    assertThat(UnrollGraphs.isClosed(body)).isTrue();
  }

  @Test
  void trainingOfANetStaysAsItIs() {
    int rows = 128;
    List<Expr> w = new ArrayList<>();
    int[] sizes = {64, 32, 10};
    Expr x = Expr.param("x", Type.f32(rows, 64));
    Expr labels = Expr.param("y", Type.f32(rows, 10));
    Expr h = x;
    for (int i = 0; i < 2; i++) {
      Expr weight = Expr.param("w" + i, Type.f32(sizes[i], sizes[i + 1]));
      Expr bias = Expr.param("b" + i, Type.f32(sizes[i + 1]));
      w.addAll(List.of(weight, bias));
      h = h.dot(weight).add(bias);
      h = i == 0 ? h.max(0) : h;
    }
    Expr loss = labels.mul(h.logSoftmax(1)).sum(1).neg().mean();
    List<Expr> out = new ArrayList<>(List.of(loss));
    List<Expr> grads = Reverse.grad(loss, w);
    for (int i = 0; i < w.size(); i++) {
      Expr g = grads.get(i);
      out.add(w.get(i).sub(g.mul(0.9).div(g.square().sqrt().add(1e-8))));
    }
    List<Expr> params = new ArrayList<>(w);
    params.addAll(List.of(x, labels));
    Graph step = new Graph(params, out);
    assertThat(Unroll.rewrite(step)).isSameAs(step);
  }

  @Test
  void largeMatricesAndMovesStayAsTheyAre() {
    Expr x = Expr.param("x", Type.f64(200, 12));
    Expr w = Expr.param("w", Type.f64(12, 8));
    Expr y = Expr.param("y", Type.f64(200, 5));
    Graph dense = new Graph(List.of(x, w), List.of(x.dot(w).tanh()));
    assertThat(Unroll.rewrite(dense)).isSameAs(dense);
    Graph moves = new Graph(List.of(x, y), List.of(Expr.concat(1, List.of(x.slice(1, 0, 5), y))));
    assertThat(Unroll.rewrite(moves)).isSameAs(moves);
  }

  @Test
  void numbersOnShortAxesBecomeNumbers() {
    Expr x = Expr.param("x", Type.f64(32, 3));
    Expr skew = Expr.constant(Array.of(Shape.of(3, 3), new double[] {0, -1, 0, 1, 0, 0, 0, 0, 0}));
    Expr y = x.contract(skew, "bj", "ij", "bi").add(Expr.iota(1, x.type()));
    Graph g = new Graph(List.of(x), List.of(y.mul(y.cumsum(1, true))));
    Graph u = Unroll.rewrite(g);
    agree(u, g);
    assertThat(contractions(u)).isEmpty();
    assertThat(count(u, Flat.Constant.class)).isZero();
    assertThat(count(u, Flat.Iota.class)).isZero();
  }

  private static Expr cross(Expr a, Expr b) {
    return cross(a, b, 0);
  }

  private static Expr cross(Expr a, Expr b, int axis) {
    Expr next = Expr.constant(Array.vector(1, 2, 0));
    Expr last = Expr.constant(Array.vector(2, 0, 1));
    return a.gather(axis, next)
        .mul(b.gather(axis, last))
        .sub(a.gather(axis, last).mul(b.gather(axis, next)));
  }
}
