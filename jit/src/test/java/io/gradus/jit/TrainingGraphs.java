package io.gradus.jit;

import io.gradus.Maths;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.diff.Reverse;
import io.gradus.diff.Schedule;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Flat;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Steps of training, each one function: (carried…, data…) → (carried′…, loss).
final class TrainingGraphs {
  private TrainingGraphs() {}

  /// A step, and how many of its results are carried.
  record Step(String name, Graph graph, int carried) {
    @Override
    public String toString() {
      return name;
    }

    /// Operands: small numbers; positions for parameters named `at`.
    List<Array> data() {
      SplittableRandom random = new SplittableRandom(4);
      List<Array> all = new ArrayList<>();
      for (Expr p : graph.params()) {
        double[] x = new double[p.shape().size()];
        for (int i = 0; i < x.length; i++) {
          x[i] =
              ((Flat.Param) p.op()).name().equals("at") ? i * 7 % 10 : random.nextDouble(-0.1, 0.1);
        }
        all.add(Array.of(p.shape(), x).cast(p.dtype()));
      }
      return all;
    }

    /// An array for the loss.
    List<Array> room() {
      return List.of(Array.zeros(DType.F32, Shape.SCALAR));
    }
  }

  /// One of each kind, small.
  static List<Step> all() {
    return List.of(momentum(32, 20, 16, 10), adam(32, 20, 16, 10), embedding(), recurrent());
  }

  /// Two layers, softmax and cross-entropy, gradient descent with momentum.
  static Step momentum(int batch, int in, int hidden, int out) {
    List<Expr> params = layers(in, hidden, out);
    List<Expr> velocity = like("m", params);
    List<Expr> data = examples(batch, in, out);
    Expr loss = crossEntropy(params, data);
    List<Expr> grads = Reverse.grad(loss, params);
    List<Expr> results = new ArrayList<>();
    List<Expr> next = new ArrayList<>();
    for (int i = 0; i < params.size(); i++) {
      next.add(velocity.get(i).mul(0.9).add(grads.get(i)));
      results.add(params.get(i).sub(next.get(i).mul(0.05)));
    }
    results.addAll(next);
    return step("momentum", List.of(params, velocity), data, results, loss);
  }

  /// The same net with Adam; the step count is carried too.
  static Step adam(int batch, int in, int hidden, int out) {
    List<Expr> params = layers(in, hidden, out);
    List<Expr> m = like("m", params);
    List<Expr> v = like("v", params);
    Expr count = Expr.param("count", new Type(DType.F64, Shape.SCALAR));
    List<Expr> data = examples(batch, in, out);
    Expr loss = crossEntropy(params, data);
    List<Expr> grads = Reverse.grad(loss, params);
    Expr t = count.add(1);
    Expr one = t.like(1);
    Expr c1 = one.sub(t.like(0.9).pow(t)).cast(DType.F32);
    Expr c2 = one.sub(t.like(0.999).pow(t)).cast(DType.F32);
    List<Expr> nextParams = new ArrayList<>();
    List<Expr> nextM = new ArrayList<>();
    List<Expr> nextV = new ArrayList<>();
    for (int i = 0; i < params.size(); i++) {
      Expr g = grads.get(i);
      nextM.add(m.get(i).mul(0.9).add(g.mul(0.1)));
      nextV.add(v.get(i).mul(0.999).add(g.square().mul(0.001)));
      Expr down = nextV.getLast().div(c2).abs().sqrt().add(1e-3);
      nextParams.add(params.get(i).sub(nextM.getLast().div(c1).div(down).mul(0.01)));
    }
    List<Expr> results = new ArrayList<>(nextParams);
    results.addAll(nextM);
    results.addAll(nextV);
    results.add(t);
    return step("adam", List.of(params, m, v, List.of(count)), data, results, loss);
  }

  /// Rows of a table chosen by position, a dense layer, mean squares, gradient descent.
  static Step embedding() {
    Expr table = Expr.param("table", Type.f32(10, 6));
    Expr w = Expr.param("w", Type.f32(18, 4));
    Expr at = Expr.param("at", Type.f32(72));
    Expr y = Expr.param("y", Type.f32(24, 4));
    Expr loss = table.gather(0, at).reshape(24, 18).dot(w).tanh().sub(y).square().mean();
    List<Expr> params = List.of(table, w);
    return step("embedding", List.of(params), List.of(at, y), descend(params, loss), loss);
  }

  /// A recurrent net over 12 steps, gradient descent.
  static Step recurrent() {
    Expr w = Expr.param("w", Type.f32(8, 8));
    Expr u = Expr.param("u", Type.f32(5, 8));
    Expr x = Expr.param("x", Type.f32(12, 16, 5));
    Expr y = Expr.param("y", Type.f32(16, 8));
    Maths.Step end =
        Maths.scan(
            12,
            List.of(Expr.fill(0, y.type()), w, u),
            List.of(x),
            new Schedule.StoreAll(),
            (s, in) -> {
              Expr h = s.get(0).dot(s.get(1)).add(in.getFirst().dot(s.get(2))).tanh();
              return Maths.Step.of(h, s.get(1), s.get(2));
            });
    Expr loss = end.state().getFirst().sub(y).square().mean();
    List<Expr> params = List.of(w, u);
    return step("recurrent", List.of(params), List.of(x, y), descend(params, loss), loss);
  }

  private static List<Expr> descend(List<Expr> params, Expr loss) {
    List<Expr> grads = Reverse.grad(loss, params);
    return IntStream.range(0, params.size())
        .mapToObj(i -> params.get(i).sub(grads.get(i).mul(0.1)))
        .toList();
  }

  private static List<Expr> layers(int in, int hidden, int out) {
    return List.of(
        Expr.param("w", Type.f32(in, hidden)),
        Expr.param("b", Type.f32(hidden)),
        Expr.param("v", Type.f32(hidden, out)),
        Expr.param("c", Type.f32(out)));
  }

  private static List<Expr> like(String name, List<Expr> params) {
    return params.stream().map(p -> Expr.param(name, p.type())).toList();
  }

  private static List<Expr> examples(int batch, int in, int out) {
    return List.of(Expr.param("x", Type.f32(batch, in)), Expr.param("y", Type.f32(batch, out)));
  }

  private static Expr crossEntropy(List<Expr> p, List<Expr> data) {
    Expr h = data.get(0).dot(p.get(0)).add(p.get(1)).max(0);
    Expr z = h.dot(p.get(2)).add(p.get(3));
    return z.logSoftmax(1).mul(data.get(1)).sum(1).mean().neg();
  }

  private static Step step(
      String name, List<List<Expr>> carried, List<Expr> data, List<Expr> results, Expr loss) {
    List<Expr> in = new ArrayList<>();
    carried.forEach(in::addAll);
    in.addAll(data);
    List<Expr> out = new ArrayList<>(results);
    out.add(loss);
    return new Step(name, new Graph(in, out), results.size());
  }
}
