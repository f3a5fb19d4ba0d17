package io.gradus.app.explain;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// All numbers of one step of gradient descent on a batch of examples, computed by one graph: the
/// layers and the loss of `nn`, differentiated by reverse mode. Lists go by layer, rows by example.
///
/// @param net the network
/// @param inputs x
/// @param targets t
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
    double[][] inputs,
    double[][] targets,
    double rate,
    List<double[][]> z,
    List<double[][]> a,
    double loss,
    List<double[][]> byActivation,
    List<double[][]> deltas,
    List<DenseNet.Layer> gradients,
    List<DenseNet.Layer> updated) {
  /// Takes the step.
  ///
  /// @throws UserException if inputs or targets do not fit the network
  public static Backpropagation of(
      DenseNet net, double[][] inputs, double[][] targets, double rate) {
    if (inputs.length != targets.length) {
      throw new UserException(
          "there are %d of --input, but %d of --target; each example has both"
              .formatted(inputs.length, targets.length));
    }
    if (!Double.isFinite(rate)) {
      throw new UserException("--lr: " + rate + " is no finite number");
    }
    fit("--input", inputs, "inputs", net.inputs());
    fit("--target", targets, "outputs", net.outputs());
    Expr x = Expr.constant(Array.matrix(inputs));
    Expr t = Expr.constant(Array.matrix(targets));
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
      a.add(net.activation(a.size()).of(z.getLast()));
      params.addAll(List.of(weight, bias));
    }
    Expr loss = net.lossByScores(z.getLast(), t);
    // A loss may skip the last activation for the sake of digits; here it is taken apart.
    Expr output = Expr.param("a", a.getLast().type());
    Expr byOutput = Reverse.grad(net.lossByOutputs(output, t), List.of(output)).getFirst();
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
        inputs,
        targets,
        rate,
        rows(got.subList(0, layers), inputs.length),
        rows(got.subList(layers, 2 * layers), inputs.length),
        got.getLast()[0],
        rows(got.subList(2 * layers, 3 * layers), inputs.length),
        rows(got.subList(3 * layers, 4 * layers), inputs.length),
        like(net, got.subList(4 * layers, 6 * layers)),
        like(net, got.subList(6 * layers, 8 * layers)));
  }

  /// The number of examples.
  public int batch() {
    return inputs.length;
  }

  private static void fit(String option, double[][] rows, String what, int size) {
    for (double[] row : rows) {
      if (row.length != size) {
        throw new UserException(
            "%s has %d number%s, but the network has %d %s"
                .formatted(option, row.length, row.length == 1 ? "" : "s", size, what));
      }
    }
  }

  private static List<double[][]> rows(List<double[]> flat, int batch) {
    return flat.stream().map(values -> rows(values, batch)).toList();
  }

  private static double[][] rows(double[] values, int batch) {
    int n = values.length / batch;
    return IntStream.range(0, batch)
        .mapToObj(k -> Arrays.copyOfRange(values, k * n, (k + 1) * n))
        .toArray(double[][]::new);
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
          double[][] columns = rows(numbers.get(2 * l), layer.inputs());
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
