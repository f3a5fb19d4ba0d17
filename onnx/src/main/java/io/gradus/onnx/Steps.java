package io.gradus.onnx;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Layer;
import io.gradus.nn.Layers;
import io.gradus.onnx.Value.Signal;
import io.gradus.onnx.Value.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Adds layers to a signal.
final class Steps {
  private Steps() {}

  /// The layers of a signal, its function turned into the activation of the last one or into a
  /// layer of its own.
  static List<Step> seal(Signal s) {
    if (s.plain()) {
      return s.steps();
    }
    Activation a = Recognition.of(s.function());
    List<Step> steps = new ArrayList<>(s.steps());
    if (!steps.isEmpty() && isLinear(steps.getLast())) {
      Step last = steps.removeLast();
      int units = ((Dense) last.layer()).units();
      steps.add(new Step(new Dense(units, a), last.params(), false));
    } else {
      steps.add(new Step(new Layers.Activation(a), Tree.empty(), false));
    }
    return List.copyOf(steps);
  }

  /// A signal after one more layer.
  static Signal then(Signal s, Layer layer, Tree<Array> params) {
    List<Step> steps = new ArrayList<>(seal(s));
    steps.add(new Step(layer, params, false));
    return new Signal(steps);
  }

  /// A signal times a matrix (in, out), plus a bias (out).
  static Signal dense(Signal s, Array weight, double[] bias) {
    List<Step> steps = new ArrayList<>(seal(s));
    int in = weight.shape().dim(0);
    int out = weight.shape().dim(1);
    double[] w = weight.toDoubles();
    double[] b = bias.clone();
    if (!steps.isEmpty() && steps.getLast().affine() && width(steps.getLast()) == in) {
      Tree<Array> affine = steps.removeLast().params();
      for (int i = 0; i < in; i++) {
        for (int j = 0; j < out; j++) {
          b[j] += affine.get("bias").get(i) * w[i * out + j];
          w[i * out + j] *= affine.get("scale").get(i);
        }
      }
    }
    steps.add(linear(Array.of(Shape.of(in, out), w), b));
    return new Signal(steps);
  }

  /// Each column of a signal times its scale, plus its shift.
  static Signal affine(Signal s, double[] scale, double[] shift) {
    int n = scale.length;
    if (s.plain() && !s.steps().isEmpty() && s.steps().getLast().affine()) {
      Tree<Array> before = s.steps().getLast().params();
      if (before.get("scale").size() == n) {
        double[] a = before.get("scale").toDoubles();
        double[] b = before.get("bias").toDoubles();
        for (int j = 0; j < n; j++) {
          a[j] *= scale[j];
          b[j] = b[j] * scale[j] + shift[j];
        }
        return affine(new Signal(s.steps().subList(0, s.steps().size() - 1)), a, b);
      }
    }
    if (s.plain() && !s.steps().isEmpty() && isLinear(s.steps().getLast())) {
      Step last = s.steps().getLast();
      double[] w = last.params().get("weight").toDoubles();
      double[] b = last.params().get("bias").toDoubles();
      if (b.length == n) {
        for (int k = 0; k < w.length; k++) {
          w[k] *= scale[k % n];
        }
        for (int j = 0; j < n; j++) {
          b[j] = b[j] * scale[j] + shift[j];
        }
        List<Step> steps = new ArrayList<>(s.steps());
        steps.set(steps.size() - 1, linear(Array.of(last.params().get("weight").shape(), w), b));
        return new Signal(steps);
      }
    }
    List<Step> steps = new ArrayList<>(seal(s));
    Tree<Array> params =
        Tree.of(
            List.of("scale", "bias", "mean", "variance"),
            List.of(
                Array.vector(scale),
                Array.vector(shift),
                Array.vector(new double[n]),
                Array.full(DType.F64, Shape.of(n), 1)));
    steps.add(new Step(new Layers.BatchNormalization(0.9, 0), params, true));
    return new Signal(steps);
  }

  /// The probabilities of no and yes from that of yes, σ(z), or its score z: the softmax of 0 and
  /// z. Empty if the signal is neither.
  static Optional<Signal> twoClasses(Signal yes) {
    if (yes.steps().isEmpty() || !isLinear(yes.steps().getLast())) {
      return Optional.empty();
    }
    Tree<Array> last = yes.steps().getLast().params();
    Array w = last.get("weight");
    if (w.shape().dim(1) != 1
        || !yes.plain() && !Recognition.agree(yes.function(), Recognition.X.logistic())) {
      return Optional.empty();
    }
    double[] both = new double[2 * w.size()];
    for (int i = 0; i < w.size(); i++) {
      both[2 * i + 1] = w.get(i);
    }
    Signal before = new Signal(yes.steps().subList(0, yes.steps().size() - 1));
    double[] bias = {0, last.get("bias").get(0)};
    Signal scores = dense(before, Array.of(Shape.of(w.size(), 2), both), bias);
    return Optional.of(then(scores, new Layers.Activation(Activations.SOFTMAX), Tree.empty()));
  }

  /// Where two branches meet again: the shorter one leads around the layers that the longer one has
  /// beyond it. Empty if the branches are of another kind.
  static Optional<Signal> residual(Signal a, Signal b) {
    List<Step> one = seal(a);
    List<Step> other = seal(b);
    List<Step> around = one.size() < other.size() ? one : other;
    List<Step> through = one.size() < other.size() ? other : one;
    if (around.size() == through.size() || !through.subList(0, around.size()).equals(around)) {
      return Optional.empty();
    }
    List<Step> inner = through.subList(around.size(), through.size());
    List<Step> steps = new ArrayList<>(around);
    Layers.Residual layer =
        new Layers.Residual(inner.stream().map(Step::layer).toList(), Optional.empty());
    steps.add(new Step(layer, inOrder(inner), false));
    return Optional.of(new Signal(steps));
  }

  /// The parameters of layers one after the other.
  private static Tree<Array> inOrder(List<Step> steps) {
    Tree<Array> params = Tree.empty();
    for (int i = 0; i < steps.size(); i++) {
      params = params.with(String.valueOf(i), steps.get(i).params());
    }
    return params;
  }

  private static Step linear(Array weight, double[] bias) {
    Tree<Array> params = Tree.of(List.of("weight", "bias"), List.of(weight, Array.vector(bias)));
    return new Step(new Dense(bias.length, Activations.IDENTITY), params, false);
  }

  private static int width(Step affine) {
    return affine.params().get("scale").size();
  }

  /// Whether a layer is a dense one without an activation.
  static boolean isLinear(Step step) {
    return step.layer() instanceof Dense d && d.activation().equals(Activations.IDENTITY);
  }
}
