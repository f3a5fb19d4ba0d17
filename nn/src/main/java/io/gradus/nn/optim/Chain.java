package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import java.util.List;

/// Transformations one after the other.
///
/// @param transforms the transformations in order
public record Chain(List<GradientTransform> transforms) implements GradientTransform {
  /// Copies the list.
  public Chain {
    transforms = List.copyOf(transforms);
  }

  @Override
  public Tree<Expr> init(Tree<Expr> params) {
    Tree<Expr> state = Tree.empty();
    for (int i = 0; i < transforms.size(); i++) {
      state = state.with(String.valueOf(i), transforms.get(i).init(params));
    }
    return state;
  }

  @Override
  public Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    Tree<Expr> updates = grads;
    Tree<Expr> next = Tree.empty();
    for (int i = 0; i < transforms.size(); i++) {
      String name = String.valueOf(i);
      Update u = transforms.get(i).update(updates, state.at(name), step);
      updates = u.updates();
      next = next.with(name, u.state());
    }
    return new Update(updates, next);
  }
}
