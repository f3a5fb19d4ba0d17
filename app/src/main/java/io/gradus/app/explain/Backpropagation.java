package io.gradus.app.explain;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Loss;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// All numbers of one step of gradient descent on one example, computed by one graph: the layers
/// and the loss of `nn`, differentiated by reverse mode. Lists go by layer.
///
/// @param net the network
/// @param input x
/// @param target t
/// @param rate η
/// @param z the pre-activations
/// @param a the activations
/// @param loss L
/// @param byActivation ∂L/∂a
/// @param deltas δ = ∂L/∂z
/// @param gradients ∂L/∂W and ∂L/∂b
/// @param updated W − η ∂L/∂W and b − η ∂L/∂b
public record Backpropagation(
    DenseNet net,
    double[] input,
    double[] target,
    double rate,
    List<double[]> z,
    List<double[]> a,
    double loss,
    List<double[]> byActivation,
    List<double[]> deltas,
    List<DenseNet.Layer> gradients,
    List<DenseNet.Layer> updated) {
  /// Takes the step.
  ///
  /// @throws UserException if input or target do not fit the network
  public static Backpropagation of(DenseNet net, double[] input, double[] target, double rate) {
    fit("--input", input, "inputs", net.layers().getFirst().inputs());
    fit("--target", target, "outputs", net.layers().getLast().outputs());
    Expr x = constant(input);
    Expr t = constant(target);
    List<Expr> z = new ArrayList<>();
    List<Expr> a = new ArrayList<>();
    List<Expr> params = new ArrayList<>();
    for (DenseNet.Layer layer : net.layers()) {
      Expr weight = Expr.param("W", Type.f64(layer.inputs(), layer.outputs()));
      Expr bias = Expr.param("b", Type.f64(layer.outputs()));
      Expr below = a.isEmpty() ? x : a.getLast();
      z.add(
          new Dense(layer.outputs(), Activations.IDENTITY)
              .apply(Tree.leaf("weight", weight).with("bias", bias), below));
      a.add(layer.activation().of(z.getLast()));
      params.addAll(List.of(weight, bias));
    }
    Activation head = net.layers().getLast().activation();
    Expr loss = net.loss().of(z.getLast(), head, t);
    // A loss may skip the last activation for the sake of digits; here it is taken apart.
    Expr output = Expr.param("a", a.getLast().type());
    Expr byOutput = Reverse.grad(lossOf(net.loss(), head, output, t), List.of(output)).getFirst();
    int layers = z.size();
    List<Expr> results = new ArrayList<>(z);
    results.addAll(a);
    a.subList(0, layers - 1).forEach(e -> results.addAll(Reverse.grad(loss, List.of(e))));
    results.add(Graph.substitute(List.of(byOutput), Map.of(output, a.getLast())).getFirst());
    z.forEach(e -> results.addAll(Reverse.grad(loss, List.of(e))));
    List<Expr> grads = Reverse.grad(loss, params);
    results.addAll(grads);
    for (int i = 0; i < params.size(); i++) {
      results.add(params.get(i).sub(grads.get(i).mul(rate)));
    }
    results.add(loss);

    List<double[]> got =
        Fn.of(new Graph(params, results)).run(arrays(net)).stream().map(Array::toDoubles).toList();
    return new Backpropagation(
        net,
        input,
        target,
        rate,
        got.subList(0, layers),
        got.subList(layers, 2 * layers),
        got.getLast()[0],
        got.subList(2 * layers, 3 * layers),
        got.subList(3 * layers, 4 * layers),
        like(net, got.subList(4 * layers, 6 * layers)),
        like(net, got.subList(6 * layers, 8 * layers)));
  }

  /// The loss as a function of the activated outputs.
  static Expr lossOf(Loss loss, Activation head, Expr output, Expr target) {
    Activation known =
        new Activation("known " + head.name(), Map.of(), List.of(), true, (x, s) -> x);
    return loss.of(output, head.equals(Activations.IDENTITY) ? head : known, target);
  }

  private static void fit(String option, double[] numbers, String what, int size) {
    if (numbers.length != size) {
      throw new UserException(
          "%s has %d numbers, but the network has %d %s"
              .formatted(option, numbers.length, size, what));
    }
    for (double x : numbers) {
      if (!Double.isFinite(x)) {
        throw new UserException(option + ": " + x + " is no finite number");
      }
    }
  }

  private static Expr constant(double[] row) {
    return Expr.constant(Array.matrix(new double[][] {row}));
  }

  private static List<Array> arrays(DenseNet net) {
    List<Array> arrays = new ArrayList<>();
    for (DenseNet.Layer layer : net.layers()) {
      arrays.add(Array.matrix(transposed(layer.weights())));
      arrays.add(Array.vector(layer.bias().orElse(new double[layer.outputs()])));
    }
    return arrays;
  }

  /// Numbers of the parameters in the form of the layers: W has a row for each output there and a
  /// column in `nn`.
  private static List<DenseNet.Layer> like(DenseNet net, List<double[]> numbers) {
    return IntStream.range(0, net.layers().size())
        .mapToObj(l -> {
          DenseNet.Layer layer = net.layers().get(l);
          double[] flat = numbers.get(2 * l);
          double[][] columns = new double[layer.inputs()][layer.outputs()];
          for (int i = 0; i < flat.length; i++) {
            columns[i / layer.outputs()][i % layer.outputs()] = flat[i];
          }
          return new DenseNet.Layer(
              transposed(columns),
              layer.bias().map(b -> numbers.get(2 * l + 1)),
              layer.activation());
        })
        .toList();
  }

  static double[][] transposed(double[][] rows) {
    double[][] t = new double[rows[0].length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < t.length; j++) {
        t[j][i] = rows[i][j];
      }
    }
    return t;
  }
}
