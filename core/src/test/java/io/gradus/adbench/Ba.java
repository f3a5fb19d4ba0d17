package io.gradus.adbench;

import io.gradus.Fn;
import io.gradus.Gradus;
import io.gradus.Sparse;
import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// Bundle adjustment: where cameras see points, against where they should.
///
/// y = rodrigues(r, X−C), u = (y₁/y₃, y₂/y₃), u ← u(1 + k₁|u|² + k₂|u|⁴), err = w(f·u + (u₀, v₀) −
/// feat), werr = 1 − w².
///
/// @param cameras (n, 11): rotation r, centre C, f, u₀, v₀, k₁, k₂
/// @param points (m, 3)
/// @param weights (p)
/// @param features (p, 2)
/// @param camera of each observation, (p)
/// @param point of each observation, (p)
record Ba(Array cameras, Array points, Array weights, Array features, Array camera, Array point) {
  private static final int BLOCK = 512; // observations
  private static final int INPUTS = 15; // camera, point, weight

  /// Reads `n m p` and one camera, point, weight and feature, which all others repeat.
  static Ba read(Path file) throws IOException {
    Numbers in = new Numbers(file);
    int n = in.whole();
    int m = in.whole();
    int p = in.whole();
    return new Ba(
        repeated(n, in.array(11)),
        repeated(m, in.array(3)),
        repeated(p, in.array(1)).reshape(Shape.of(p)),
        repeated(p, in.array(2)),
        Array.vector(IntStream.range(0, p).mapToDouble(i -> i % n).toArray()),
        Array.vector(IntStream.range(0, p).mapToDouble(i -> i % m).toArray()));
  }

  private static Array repeated(int n, Array a) {
    double[] out = new double[n * a.size()];
    for (int i = 0; i < n; i++) {
      System.arraycopy(a.doubles(), 0, out, i * a.size(), a.size());
    }
    return Array.of(Shape.of(n, a.size()), out);
  }

  /// The operands of the functions.
  List<Array> args() {
    return List.of(cameras, points, weights, features, camera, point);
  }

  /// The operands → err (p, 2), werr (p).
  Fn objective() {
    return objective(BLOCK);
  }

  /// The same with a given number of observations in a block.
  Fn objective(int block) {
    Fn one = Fn.of(Type.f64(INPUTS), Type.f64(2), Ba::error);
    return Fn.of(types(), p -> List.of(mapped(one, p, block), weightError(p.get(2))));
  }

  /// The operands → ∂err/∂(camera, point, weight) (p, 2, 15), ∂werr/∂w (p).
  Fn jacobian() {
    return jacobian(BLOCK);
  }

  /// The same with a given number of observations in a block.
  Fn jacobian(int block) {
    Fn one =
        Fn.of(
            Type.f64(INPUTS),
            Type.f64(2),
            (v, feature) -> {
              Expr e = error(v, feature);
              return Expr.stack(
                  IntStream.range(0, 2)
                      .mapToObj(i -> Reverse.grad(e.at(i), List.of(v)).getFirst())
                      .toList());
            });
    return Fn.of(
        types(),
        p ->
            List.of(
                mapped(one, p, block),
                Reverse.grad(weightError(p.get(2)).sum(), List.of(p.get(2))).getFirst()));
  }

  /// The whole Jacobian: two rows for each observation, then one for each weight. The columns are
  /// those of all cameras, all points, all weights.
  ///
  /// @param blocks the results of [#jacobian()]
  Sparse.Csr csr(List<Array> blocks) {
    int n = cameras.shape().dim(0);
    int m = points.shape().dim(0);
    int p = weights.size();
    int[] rows = new int[3 * p + 1];
    int[] columns = new int[(2 * INPUTS + 1) * p];
    double[] values = new double[columns.length];
    System.arraycopy(blocks.get(0).doubles(), 0, values, 0, 2 * INPUTS * p);
    System.arraycopy(blocks.get(1).doubles(), 0, values, 2 * INPUTS * p, p);
    for (int row = 0; row < 2 * p; row++) {
      int to = INPUTS * row;
      rows[row + 1] = to + INPUTS;
      int c = 11 * (int) camera.get(row / 2);
      int x = 11 * n + 3 * (int) point.get(row / 2);
      for (int j = 0; j < 11; j++) {
        columns[to + j] = c + j;
      }
      for (int j = 0; j < 3; j++) {
        columns[to + 11 + j] = x + j;
      }
      columns[to + 14] = 11 * n + 3 * m + row / 2;
    }
    for (int i = 0; i < p; i++) {
      columns[2 * INPUTS * p + i] = 11 * n + 3 * m + i;
      rows[2 * p + i + 1] = 2 * INPUTS * p + i + 1;
    }
    return new Sparse.Csr(rows, columns, values);
  }

  private List<Type> types() {
    return args().stream().map(Type::of).toList();
  }

  /// A function of one observation for all of them, a block at a time.
  private static Expr mapped(Fn one, List<Expr> p, int block) {
    return Blocks.map(
            block,
            p.subList(2, 6),
            u -> {
              int size = u.getFirst().shape().dim(0);
              Expr v =
                  Expr.concat(
                      1,
                      List.of(
                          p.get(0).gather(0, u.get(2)),
                          p.get(1).gather(0, u.get(3)),
                          u.get(0).reshape(size, 1)));
              return List.of(Gradus.vmap(one, size).call(v, u.get(1)));
            })
        .getFirst();
  }

  private static Expr weightError(Expr w) {
    return w.square().neg().add(1);
  }

  /// The error of one observation from camera, point and weight (15) and feature (2).
  private static Expr error(Expr v, Expr feature) {
    Expr away = v.slice(0, 11, 14).sub(v.slice(0, 3, 6));
    Expr y = rotated(v.slice(0, 0, 3), away);
    Expr u = y.slice(0, 0, 2).div(y.at(2));
    Expr r = u.dot(u);
    Expr bent = u.mul(v.at(9).mul(r).add(v.at(10).mul(r.square())).add(1));
    return v.at(6).mul(bent).add(v.slice(0, 7, 9)).sub(feature).mul(v.at(14));
  }

  /// x cos θ + (r×x) sin θ/θ + r(r·x)(1−cos θ)/θ² with θ = ‖r‖; x + r×x where θ = 0.
  private static Expr rotated(Expr r, Expr x) {
    Expr square = r.dot(r);
    Expr still = square.eq(0);
    Expr safe = still.select(1, square);
    Expr angle = safe.sqrt();
    Expr cos = still.select(1, angle.cos());
    Expr first = still.select(1, angle.sin().div(angle));
    Expr second = still.select(0, cos.neg().add(1).div(safe));
    return x.mul(cos).add(cross(r, x).mul(first)).add(r.mul(r.dot(x).mul(second)));
  }

  private static Expr cross(Expr a, Expr b) {
    Expr next = Expr.constant(Array.vector(1, 2, 0));
    Expr last = Expr.constant(Array.vector(2, 0, 1));
    return a.gather(0, next).mul(b.gather(0, last)).sub(a.gather(0, last).mul(b.gather(0, next)));
  }
}
