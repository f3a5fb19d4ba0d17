package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// s ← ρs + (1−ρ)g²; u = √(d+ε)/√(s+ε)·g; d ← ρd + (1−ρ)u². The ratio has the unit of the
/// parameters, so that no learning rate is needed.
///
/// Source: Zeiler 2012, algorithm 1.
///
/// @param decay the share ρ of the means that stays
/// @param eps the number ε, from which the first steps come
public record ScaleByAdadelta(double decay, double eps) implements GradientTransform {
  @Override
  public Tree<Expr> init(Tree<Expr> params) {
    Tree<Expr> zeros = params.map(Expr::zeros);
    return Tree.<Expr>empty().with("square", zeros).with("step", zeros);
  }

  @Override
  public Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    Tree<Expr> square = Means.average(decay, state.at("square"), grads.map(Expr::square));
    Tree<Expr> root = state.at("step").map(d -> d.add(eps).sqrt());
    Tree<Expr> u =
        root.zip(square, (d, s) -> d.div(s.add(eps).sqrt())).zip(grads, (ratio, g) -> ratio.mul(g));
    Tree<Expr> steps = Means.average(decay, state.at("step"), u.map(Expr::square));
    return new Update(u, Tree.<Expr>empty().with("square", square).with("step", steps));
  }
}
