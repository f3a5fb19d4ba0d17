package io.gradus.nn.optim;

import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;

/// Adam whose mean looks one step ahead, as Nesterov's momentum does: with m and v as in
/// [ScaleByAdam], μₜ = β₁(1 − ½·0.96^(ψt)) and Mₜ = μ₁⋯μₜ, u = (μₜ₊₁/(1−Mₜμₜ₊₁)·m +
/// (1−μₜ)/(1−Mₜ)·g) / (√(v/(1−β₂ᵗ)) + ε).
///
/// Source: Dozat 2016, algorithm 8.
///
/// @param b1 the share β₁ of the mean that stays, once it has warmed up
/// @param b2 the share β₂ of the mean square that stays
/// @param eps the number ε that keeps the divisor from 0
/// @param warming how fast μₜ goes from β₁/2 to β₁: the number ψ
public record ScaleByNadam(double b1, double b2, double eps, double warming)
    implements GradientTransform {
  private static final String PRODUCT = "product";

  @Override
  public Tree<Expr> init(Tree<Expr> params) {
    return new ScaleByAdam(b1, b2, eps)
        .init(params)
        .with(PRODUCT, Expr.fill(1, new Type(DType.F64, Shape.SCALAR)));
  }

  @Override
  public Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    Tree<Expr> m = Means.average(b1, state.at("mean"), grads);
    Tree<Expr> v = Means.average(b2, state.at("square"), grads.map(Expr::square));
    Expr mu = share(step.count());
    Expr ahead = share(step.count().add(1));
    Expr product = state.get(PRODUCT).mul(mu);
    Expr now = mu.neg().add(1).div(product.neg().add(1));
    Expr next = ahead.div(product.mul(ahead).neg().add(1));
    Tree<Expr> mean =
        m.zip(grads, (x, g) -> x.mul(next.cast(x.dtype())).add(g.mul(now.cast(g.dtype()))));
    Tree<Expr> u =
        mean.zip(v, (x, square) -> x.div(Means.unbiased(b2, square, step).sqrt().add(eps)));
    return new Update(
        u, Tree.<Expr>empty().with("mean", m).with("square", v).with(PRODUCT, product));
  }

  private Expr share(Expr t) {
    return t.like(0.96).pow(t.mul(warming)).mul(-0.5).add(1).mul(b1);
  }
}
