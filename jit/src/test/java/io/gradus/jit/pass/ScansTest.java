package io.gradus.jit.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.Fn;
import io.gradus.Maths;
import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.diff.Reverse;
import io.gradus.diff.Schedule;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Control;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScansTest {
  private static final Array X =
      Array.of(Shape.of(4, 3), new double[] {1, -2, 3, 0.5, 2, -1, 0.1, 4, -3, 2, 1, 0});
  private static final Array W = Array.vector(0.3, -0.7, 1.1);

  @Test
  void computesTheStatesOfALoopAndItsReverseOnce() {
    Graph g =
        gradient((w, x) ->
            Maths.scan(
                    4,
                    List.of(w),
                    List.of(x),
                    new Schedule.StoreAll(),
                    (s, u) -> {
                      Expr next = s.getFirst().mul(u.getFirst()).tanh();
                      return new Maths.Step(List.of(next), List.of(next));
                    })
                .outputs()
                .getFirst()
                .square()
                .sum());
    agree(g, 2); // forwards, backwards
  }

  @Test
  void goesForwardsAndBackwardsAtOnceWithoutAState() {
    Graph g =
        gradient((w, x) ->
            Maths.scan(
                    4,
                    List.of(),
                    List.of(x),
                    new Schedule.StoreAll(),
                    (s, u) -> new Maths.Step(List.of(), List.of(u.getFirst().mul(w).exp().sum())))
                .outputs()
                .getFirst()
                .sum());
    agree(g, 1);
  }

  @Test
  void leavesLoopsThatShareNothing() {
    Graph g =
        Fn.of(
                List.of(Type.of(W), Type.of(X)),
                p -> List.of(loop(p, (s, u) -> s.mul(u).tanh()), loop(p, (s, u) -> s.add(u.exp()))))
            .graph();
    agree(g, 2);
  }

  private static Expr loop(List<Expr> p, BinaryOperator<Expr> f) {
    return Maths.scan(
            4,
            List.of(p.get(0)),
            List.of(p.get(1)),
            new Schedule.StoreAll(),
            (s, u) ->
                new Maths.Step(List.of(f.apply(s.getFirst(), u.getFirst())), List.of(s.getFirst())))
        .outputs()
        .getFirst();
  }

  private static Graph gradient(BinaryOperator<Expr> loss) {
    return Fn.of(
            List.of(Type.of(W), Type.of(X)),
            p -> {
              Expr y = loss.apply(p.get(0), p.get(1));
              return Stream.concat(Stream.of(y), Reverse.grad(y, p).stream()).toList();
            })
        .graph();
  }

  private static void agree(Graph g, int loops) {
    Graph merged = Scans.merge(Peepholes.rewrite(g));
    assertThat(merged.nodes().stream().filter(e -> e.op() instanceof Control.Scan)).hasSize(loops);
    Fn before = Fn.of(g);
    assertThat(Fn.of(merged).run(List.of(W, X))).isEqualTo(before.run(List.of(W, X)));
  }
}
