package io.gradus.nn;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import java.util.ArrayList;
import java.util.List;

/// Layers one after the other, as a layer. Parameters are named by place and kind:
/// `0.dense.weight`, `0.dense.bias`, …
///
/// @param layers the layers in order
record Sequence(List<Layer> layers) implements Layer {
  /// Copies the list.
  Sequence {
    layers = List.copyOf(layers);
  }

  @Override
  public int outputs(int inputs) {
    int width = inputs;
    for (Layer layer : layers) {
      width = layer.outputs(width);
    }
    return width;
  }

  @Override
  public Tree<Parameter> parameters(int inputs) {
    Tree<Parameter> params = Tree.empty();
    int width = inputs;
    for (int i = 0; i < layers.size(); i++) {
      params = params.with(name(i), layers.get(i).parameters(width));
      width = layers.get(i).outputs(width);
    }
    return params;
  }

  @Override
  public Expr apply(Tree<Expr> params, Expr x) {
    Expr h = x;
    for (int i = 0; i < layers.size(); i++) {
      h = layers.get(i).apply(params.at(name(i)), h);
    }
    return h;
  }

  @Override
  public Trained train(Tree<Expr> params, Expr x, Noise noise) {
    Trained h = new Trained(x, Tree.empty());
    for (int i = 0; i < layers.size(); i++) {
      Trained next = layers.get(i).train(params.at(name(i)), h.output(), noise.fold(i));
      h = new Trained(next.output(), h.buffers().with(name(i), next.buffers()));
    }
    return h;
  }

  /// What comes out of each layer in training.
  List<Signal> signals(Tree<Expr> params, Expr x, Noise noise) {
    List<Signal> signals = new ArrayList<>();
    Expr h = x;
    for (int i = 0; i < layers.size(); i++) {
      Tree<Expr> own = params.at(name(i));
      Expr next = layers.get(i).train(own, h, noise.fold(i)).output();
      signals.add(new Signal(name(i), layers.get(i).bent(own, h), next));
      h = next;
    }
    return signals;
  }

  private String name(int i) {
    return i + "." + Codec.kebab(layers.get(i).getClass().getSimpleName());
  }
}
