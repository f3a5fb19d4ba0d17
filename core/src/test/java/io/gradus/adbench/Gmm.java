package io.gradus.adbench;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Pointwise.Unary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// The logarithm of the posterior of a Gaussian mixture with a Wishart prior.
///
/// F = −(N·D/2)·ln 2π + Σᵢ lseₖ(αₖ + Σⱼ qₖⱼ − ½‖Qₖ(xᵢ−μₖ)‖²) − N·lse(α) + Σₖ[½γ²(Σⱼ exp(qₖⱼ)² +
/// ‖lₖ‖²) − m·Σⱼ qₖⱼ] − K·[n′D(ln γ − ½ ln 2) − ln Γ_D(n′/2)]
///
/// with n′ = D+m+1. Qₖ is lower triangular: exp(qₖ) on the diagonal, lₖ below it column by column.
///
/// @param alpha (K)
/// @param mu (K, D)
/// @param q (K, D)
/// @param l (K, D(D−1)/2)
/// @param x the points, (N, D)
/// @param gamma the scale of the prior
/// @param m its excess degrees of freedom
record Gmm(Array alpha, Array mu, Array q, Array l, Array x, double gamma, int m) {
  private static final int BLOCK_ELEMENTS = 1 << 16; // points · K · D of one block

  /// Reads `D K N`, then α, μ, for each k its q and l, the points, `γ m`.
  static Gmm read(Path file) throws IOException {
    Numbers in = new Numbers(file);
    int d = in.whole();
    int k = in.whole();
    int n = in.whole();
    Array alpha = in.array(k);
    Array mu = in.array(k, d);
    int below = d * (d - 1) / 2;
    double[] q = new double[k * d];
    double[] l = new double[k * below];
    for (int i = 0; i < k; i++) {
      System.arraycopy(in.array(d).doubles(), 0, q, i * d, d);
      System.arraycopy(in.array(below).doubles(), 0, l, i * below, below);
    }
    Type wide = Type.f64(k, below);
    Array x = in.array(n, d);
    return new Gmm(
        alpha, mu, Array.of(mu.shape(), q), Array.of(wide.shape(), l), x, in.number(), in.whole());
  }

  /// The operands of the functions: α, μ, q, l, x.
  List<Array> args() {
    return List.of(alpha, mu, q, l, x);
  }

  /// (α, μ, q, l, x) → F.
  Fn objective() {
    return Fn.of(types(), p -> List.of(value(p, block())));
  }

  /// (α, μ, q, l, x) → F, ∂F/∂α, ∂F/∂μ, ∂F/∂q, ∂F/∂l.
  Fn gradient() {
    return gradient(block());
  }

  /// The same with a given number of points in a block.
  Fn gradient(int block) {
    return Fn.of(
        types(),
        p -> {
          Expr f = value(p, block);
          return Stream.concat(Stream.of(f), Reverse.grad(f, p.subList(0, 4)).stream()).toList();
        });
  }

  /// The gradient in the order of the file format: α, μ, then for each k its q and l.
  static double[] flat(List<Array> gradient) {
    Array q = gradient.get(2);
    Array l = gradient.get(3);
    DoubleStream rows = DoubleStream.empty();
    for (int k = 0; k < q.shape().dim(0); k++) {
      rows =
          DoubleStream.concat(
              rows,
              DoubleStream.concat(
                  DoubleStream.of(q.at(k).doubles()), DoubleStream.of(l.at(k).doubles())));
    }
    return DoubleStream.concat(
            DoubleStream.concat(
                DoubleStream.of(gradient.get(0).doubles()),
                DoubleStream.of(gradient.get(1).doubles())),
            rows)
        .toArray();
  }

  private List<Type> types() {
    return args().stream().map(Type::of).toList();
  }

  private int block() {
    return Math.clamp(BLOCK_ELEMENTS / mu.size(), 1, x.shape().dim(0));
  }

  private Expr value(List<Expr> p, int block) {
    int k = mu.shape().dim(0);
    int d = mu.shape().dim(1);
    int n = x.shape().dim(0);
    Expr alpha = p.get(0);
    Expr mu = p.get(1);
    Expr logDet = p.get(2).sum(1); // (K)
    Expr diagonal = p.get(2).exp(); // (K, D)
    Expr below = p.get(3);
    Expr factor = factor(diagonal, below); // (K, D, D)
    Expr weight = alpha.add(logDet); // (K)
    Expr fits =
        Blocks.map(
                block,
                List.of(p.get(4)),
                u -> {
                  int size = u.getFirst().shape().dim(0);
                  // (K, D, points): the points side by side in memory
                  Expr away = u.getFirst().transpose().sub(mu.reshape(k, d, 1));
                  Expr z = factor.contract(away, "kij", "kjp", "kip");
                  Expr terms = weight.reshape(k, 1).sub(z.square().sum(1).mul(0.5));
                  return List.of(terms.logSumExp(0).reshape(size));
                })
            .getFirst(); // (N)
    Expr wishart =
        diagonal
            .square()
            .sum()
            .add(below.square().sum())
            .mul(0.5 * gamma * gamma)
            .sub(logDet.sum().mul(m));
    int freedom = d + m + 1;
    Expr norm =
        logGamma(0.5 * freedom, d)
            .neg()
            .add(freedom * d * (Math.log(gamma) - 0.5 * Math.log(2)))
            .mul(k);
    return fits.sum()
        .add(-0.5 * n * d * Math.log(2 * Math.PI))
        .sub(alpha.logSumExp(0).sum().mul(n))
        .add(wishart)
        .sub(norm);
  }

  /// The triangular matrices, gathered from (0, l, diagonal).
  private static Expr factor(Expr diagonal, Expr below) {
    int k = diagonal.shape().dim(0);
    int d = diagonal.shape().dim(1);
    double[] from = new double[d * d]; // 0 where the matrix is
    int next = 1;
    for (int j = 0; j < d; j++) {
      from[j * d + j] = 1 + d * (d - 1) / 2 + j;
      for (int i = j + 1; i < d; i++) {
        from[i * d + j] = next++;
      }
    }
    Expr parts = Expr.concat(1, List.of(Expr.fill(0, Type.f64(k, 1)), below, diagonal));
    return parts.gather(1, Expr.constant(Array.vector(from))).reshape(k, d, d);
  }

  /// ln Γ_D(a) = ¼D(D−1) ln π + Σⱼ ln Γ(a + ½(1−j)).
  private static Expr logGamma(double a, int d) {
    Expr j = Expr.iota(0, Type.f64(d));
    return j.mul(-0.5).add(a).apply(Unary.LGAMMA).sum().add(0.25 * d * (d - 1) * Math.log(Math.PI));
  }
}
