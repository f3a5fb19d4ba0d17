package io.gradus.nn.optim;

import io.gradus.Fn;
import io.gradus.Gradus;
import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.nn.Vectors;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompositeTest {
  private static final int SIZE = 70; // more than a block of unit vectors
  private static final int ROWS = 5;

  private final Expr w = Expr.param("w", Type.f64(SIZE));
  private final Expr x = Expr.param("x", Type.f64(ROWS, SIZE / 2));
  private final Expr model = // (rows, 2)
      x.dot(w.tanh().reshape(2, SIZE / 2).transpose());
  private final Expr z = Expr.param("z", Type.f64(ROWS, 2));
  private final Graph loss = new Graph(List.of(z, x), List.of(z.logSumExp(-1).sum()));

  private final Array data = random(ROWS, SIZE / 2);
  private final Array at = random(SIZE);
  private final Composite f =
      new Composite(new Graph(List.of(w, x), List.of(model)), loss, List.of(data));
  private final Fn whole =
      Fn.of(
          Type.f64(SIZE),
          v ->
              loss.apply(
                      List.of(
                          new Graph(List.of(w, x), List.of(model))
                              .apply(List.of(v, Expr.constant(data)))
                              .getFirst(),
                          Expr.constant(data)))
                  .getFirst());

  @Test
  void valueGradientAndHessianProductAreThoseOfTheWhole() {
    Array v = random(SIZE);
    Array value = Array.of(f.point(at.doubles()).value());
    close("value with gradient", value, whole.run(at));
    close("value", Array.of(f.value(at.doubles())), whole.run(at));
    close("gradient", vector(f.point(at.doubles()).gradient()), Gradus.grad(whole).run(at));
    close(
        "product", vector(f.hessianTimes(at.doubles(), v.doubles())), Gradus.hvp(whole).run(at, v));
  }

  /// Jᵀ H J, with Jacobian and Hessian made by other means.
  @Test
  void theMatrixIsThatOfGaussAndNewton() {
    Fn outputs =
        Fn.of(
            Type.f64(SIZE),
            v ->
                new Graph(List.of(w, x), List.of(model))
                    .apply(List.of(v, Expr.constant(data)))
                    .getFirst());
    Fn ofOutputs = Fn.of(z.type(), o -> o.logSumExp(-1).sum());
    int m = ROWS * 2;
    Array j = Gradus.jacfwd(outputs).run(at).reshape(Shape.of(m, SIZE));
    Array h = Gradus.hessian(ofOutputs).run(outputs.run(at)).reshape(Shape.of(m, m));
    Fn product = Fn.of(Type.f64(m, SIZE), Type.f64(m, m), (a, b) -> a.transpose().dot(b.dot(a)));
    close("matrix", f.gaussNewton(at.doubles()), product.run(j, h));
  }

  @Test
  void ofAPlainFunctionTheMatrixIsTheHessian() {
    Fn g = Fn.of(Type.f64(3), v -> v.at(0).mul(v.at(1)).mul(v.at(2)).add(v.exp().sum()));
    Array point = Array.vector(1, 2, 3);
    close("matrix", Composite.of(g).gaussNewton(point.doubles()), Gradus.hessian(g).run(point));
  }

  private static void close(String what, Array got, Array want) {
    Vectors.close(what, got, want.toDoubles(), 1e-12, 1e-12);
  }

  private static Array vector(double[] a) {
    return Array.vector(a);
  }

  private static Array random(int... dims) {
    Shape shape = Shape.of(dims);
    return Array.of(shape, new Random(7).doubles(shape.size(), -1, 1).toArray());
  }
}
