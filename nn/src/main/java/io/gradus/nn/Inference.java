package io.gradus.nn;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.eval.Backend;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs a network over any number of rows.
///
/// Rows go through in chunks of a fixed size, so that the same parameters and rows give the same
/// bits in training, evaluation and prediction. Not for several threads at once.
public final class Inference {
  private static final int CHUNK = 256;

  private final Network network;
  private final Loss loss;
  private final Activation activation;
  private final Map<List<Object>, Backend.Executable> compiled = new HashMap<>();

  /// The outputs of a network and the loss of its scores.
  ///
  /// @param network the network
  /// @param loss the loss
  /// @param activation the activation of the last layer, which the loss may contain; the head of
  ///   the network is what makes predictions
  public Inference(Network network, Loss loss, Activation activation) {
    this.network = network;
    this.loss = loss;
    this.activation = activation;
  }

  /// What the network says about some examples.
  ///
  /// @param outputs the predictions, (rows, outputs)
  /// @param loss the mean loss of a row
  public record Evaluation(Array outputs, double loss) {}

  /// The predictions (rows, outputs) for inputs (rows, width).
  ///
  /// @throws UserException if the width is not that of the network
  public Array outputs(Tree<Array> params, Array x) {
    return run(params, x, null).outputs();
  }

  /// The predictions, and the loss against targets (rows, outputs).
  ///
  /// @throws UserException if a width is not that of the network
  public Evaluation evaluate(Tree<Array> params, Array x, Array y) {
    if (y.shape().dim(1) != network.outputs()) {
      throw new UserException(
          "the model has "
              + network.outputs()
              + " outputs, but the data has "
              + y.shape().dim(1)
              + " targets");
    }
    return run(params, x, y);
  }

  private Evaluation run(Tree<Array> params, Array x, Array y) {
    if (x.shape().dim(1) != network.inputs()) {
      throw new UserException(
          "the model takes " + network.inputs() + " inputs, but the data has " + x.shape().dim(1));
    }
    int n = x.shape().dim(0);
    int width = network.outputs();
    Array outputs = Array.zeros(x.dtype(), Shape.of(n, width));
    double sum = 0;
    for (int from = 0; from < n; from += CHUNK) {
      int rows = Math.min(CHUNK, n - from);
      List<Array> args = new ArrayList<>(params.values());
      args.add(rows(x, from, rows));
      if (y != null) {
        args.add(rows(y, from, rows));
      }
      List<Array> results = executable(rows, x.dtype(), y != null).run(args);
      copy(results.getFirst(), 0, outputs, from * width, rows * width);
      sum += y != null ? results.getLast().item() * rows : 0;
    }
    return new Evaluation(outputs, sum / n);
  }

  private Backend.Executable executable(int rows, DType dtype, boolean withLoss) {
    return compiled.computeIfAbsent(
        List.of(rows, dtype, withLoss),
        key -> {
          Tree<Expr> params = network.params(dtype);
          Expr x = network.input(rows, dtype);
          Expr scores = network.scores(params, x);
          List<Expr> in = new ArrayList<>(params.values());
          in.add(x);
          List<Expr> out = new ArrayList<>(List.of(network.head().of(scores)));
          if (withLoss) {
            Expr y = network.target(rows, dtype);
            in.add(y);
            out.add(loss.of(scores, activation, y));
          }
          return Backend.current().compile(new Graph(in, out));
        });
  }

  private static Array rows(Array a, int from, int count) {
    int width = a.shape().dim(1);
    Array part = Array.zeros(a.dtype(), Shape.of(count, width));
    copy(a, from * width, part, 0, count * width);
    return part;
  }

  private static void copy(Array from, int at, Array to, int into, int count) {
    switch (from.dtype()) {
      case F32 -> System.arraycopy(from.floats(), at, to.floats(), into, count);
      case F64 -> System.arraycopy(from.doubles(), at, to.doubles(), into, count);
    }
  }
}
