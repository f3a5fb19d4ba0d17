package io.gradus.jit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.Fn;
import io.gradus.Gradus;
import io.gradus.Maths;
import io.gradus.array.Array;
import io.gradus.diff.Reverse;
import io.gradus.diff.Schedule;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.jit.TrainingGraphs.Step;
import io.gradus.op.Control;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Derivatives of derivatives, functions in functions, and functions of many operations.
class NestedTest {
  @Test
  void secondAndThirdDerivatives() {
    Fn f =
        Fn.of(
            Type.f64(6),
            x -> x.sin().mul(x.square().sum()).tanh().sum().add(x.softmax(0).square().sum()));
    Agreement.check(Gradus.hessian(f).graph(), 0);
    Fn g = Fn.of(Type.f64(), x -> x.square().neg().exp().mul(x.sin()));
    for (int order = 1; order <= 5; order++) {
      Agreement.check(Gradus.derivative(g, order).graph(), 0);
    }
  }

  /// The gradient of the length of a gradient, through products and reductions.
  @Test
  void gradientOfAGradient() {
    Step s = TrainingGraphs.momentum(12, 7, 16, 3);
    List<Expr> params = s.graph().params().subList(0, 4);
    Expr x = s.graph().params().get(8);
    Expr loss = s.graph().results().getLast();
    Expr length = Reverse.grad(loss, List.of(x)).getFirst().square().sum().add(1).sqrt();
    List<Expr> out = new ArrayList<>(Reverse.grad(loss.add(length), params));
    out.add(length);
    Agreement.check(new Graph(s.graph().params(), out), 0);
  }

  /// A loop in a branch in a call in a loop, and its gradient.
  @Test
  void loopsBranchesAndCallsInEachOther() {
    Graph inner =
        Graph.trace(
            List.of(Type.f64(3), Type.f64(3)),
            p ->
                List.of(
                    Maths.cond(
                        p.get(0).sum().gt(0),
                        p.get(0),
                        x -> loop(x, p.get(1)),
                        x -> x.mul(p.get(1)).sin())));
    Expr a = Expr.param("a", Type.f64(3));
    Expr b = Expr.param("b", Type.f64(3));
    Expr y =
        Maths.scan(
                4,
                List.of(a),
                List.of(),
                new Schedule.SquareRoot(),
                (s, _) ->
                    Maths.Step.of(
                        Expr.of(
                                new Control.Call("inner", inner, Optional.empty()),
                                List.of(s.getFirst().sub(0.4), b))
                            .item(0)))
            .state()
            .getFirst();
    List<Expr> out = new ArrayList<>(List.of(y));
    out.addAll(Reverse.grad(y.square().sum(), List.of(a, b)));
    Agreement.check(new Graph(List.of(a, b), out), 2);
    Fn f = Fn.of(Type.f64(3), x -> y(x, inner));
    Agreement.check(Gradus.hessian(f).graph(), 0);
  }

  private static Expr y(Expr x, Graph inner) {
    return Expr.of(new Control.Call("inner", inner, Optional.empty()), List.of(x, x.cos()))
        .item(0)
        .square()
        .sum();
  }

  private static Expr loop(Expr x, Expr scale) {
    Maths.Step end =
        Maths.scan(
            3,
            List.of(x),
            List.of(Expr.iota(0, Type.f64(3))),
            new Schedule.StoreAll(),
            (s, u) -> {
              Expr next = s.getFirst().mul(scale).add(u.getFirst().mul(0.1)).tanh();
              return new Maths.Step(List.of(next), List.of(next.sum()));
            });
    return end.state().getFirst().add(end.outputs().getFirst().mean());
  }

  @Test
  void loopsWithoutSteps() {
    Expr x = Expr.param("x", Type.f64(3));
    Expr none = Expr.param("u", Type.f64(0, 3));
    Maths.Step end =
        Maths.scan(
            0,
            List.of(x.sin()),
            List.of(none),
            new Schedule.StoreAll(),
            (s, u) ->
                new Maths.Step(List.of(s.getFirst().add(u.getFirst())), List.of(s.getFirst())));
    Graph g =
        new Graph(List.of(x, none), List.of(end.state().getFirst(), end.outputs().getFirst()));
    Agreement.check(g, 0);
  }

  @Test
  @Timeout(60)
  void longChains() {
    Expr x = Expr.param("x", Type.f32(4, 5));
    Expr w = Expr.param("w", Type.f32(5, 5));
    Expr plain = x;
    Expr mixed = x;
    for (int i = 0; i < 5000; i++) {
      plain = plain.sin().add(x);
    }
    for (int i = 0; i < 600; i++) {
      mixed = mixed.dot(w).tanh().sub(mixed.sum(0).mul(0.01));
    }
    check(new Graph(List.of(x, w), List.of(plain)));
    check(new Graph(List.of(x, w), List.of(mixed)));
    check(new Graph(List.of(x, w), Reverse.grad(mixed.sum(), List.of(x, w))));
  }

  private static void check(Graph g) {
    List<Array> args = g.params().stream().map(p -> Agreement.numbers(p, 1)).toList();
    assertThat(Agreement.complaint(Jit.of(0, 1), g, args, 0, 1e6)).isEmpty();
  }

  @Test
  void manyOperandsAndResults() {
    List<Expr> params = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      params.add(Expr.param("p" + i, Type.f64()));
    }
    Expr sum = params.getFirst();
    for (Expr p : params.subList(1, 1000)) {
      sum = sum.add(p.mul(sum.like(0.5)));
    }
    Expr y = sum.sin();
    List<Expr> out = new ArrayList<>(Reverse.grad(y, params));
    out.add(y);
    Agreement.check(new Graph(params, out), 1000);
  }

  @Test
  void largeArrays() {
    Expr x = Expr.param("x", Type.f32(1_500_003));
    Graph g = new Graph(List.of(x), List.of(x.mul(2).sin().add(x), x.square().sum()));
    List<Array> args = List.of(Agreement.numbers(x, 0));
    List<Array> expected = Jit.of(0, 1).compile(g, 1).run(args);
    assertThat(Jit.of(Targets.BITS, 3).compile(g, 1).run(args)).isEqualTo(expected);
    assertThat(Agreement.complaint(new Jit(), g, args, 1)).isEmpty();
  }
}
