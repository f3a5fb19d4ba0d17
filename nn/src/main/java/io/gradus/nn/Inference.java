package io.gradus.nn;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.eval.Backend;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import java.util.ArrayList;
import java.util.List;

/// Runs a network over any number of rows.
///
/// Rows go through in chunks of a fixed size, so that the same parameters and rows give the same
/// bits in training, evaluation and prediction. Not for several threads at once.
public final class Inference {
  private static final int CHUNK = 256;

  private final Network network;
  private final Loss loss;
  private final Activation activation;
  private final List<Chunk> chunks = new ArrayList<>();

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

  /// Rows that go through a network, from wherever they lie.
  public interface Rows {
    /// The number of rows.
    int size();

    /// The numbers of a row that go in.
    int width();

    /// The number format.
    DType dtype();

    /// Copies the rows `from … from + count − 1` into the first rows of two arrays.
    ///
    /// @param x receives the inputs, (count, width)
    /// @param y receives the targets, (count, outputs); null if they are not wanted
    void copy(int from, int count, Array x, Array y);
  }

  /// The predictions (rows, outputs) for inputs (rows, width).
  ///
  /// @throws UserException if the width is not that of the network
  public Array outputs(Tree<Array> params, Array x) {
    return outputs(params, new Whole(x, null));
  }

  /// The predictions (rows, outputs) for some rows.
  ///
  /// @throws UserException if the width is not that of the network
  public Array outputs(Tree<Array> params, Rows rows) {
    return run(params, rows, false).outputs();
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
    return evaluate(params, new Whole(x, y));
  }

  /// The predictions for some rows, and the loss against their targets.
  ///
  /// @throws UserException if the width is not that of the network
  public Evaluation evaluate(Tree<Array> params, Rows rows) {
    return run(params, rows, true);
  }

  private Evaluation run(Tree<Array> params, Rows all, boolean withLoss) {
    if (all.width() != network.inputs()) {
      throw new UserException(
          "the model takes " + network.inputs() + " inputs, but the data has " + all.width());
    }
    int n = all.size();
    Array outputs = Array.zeros(all.dtype(), Shape.of(n, network.outputs()));
    double sum = 0;
    for (int from = 0; from < n; from += CHUNK) {
      int rows = Math.min(CHUNK, n - from);
      sum += chunk(rows, all.dtype(), withLoss).run(params, all, from, outputs) * rows;
    }
    return new Evaluation(outputs, sum / n);
  }

  private Chunk chunk(int rows, DType dtype, boolean withLoss) {
    for (Chunk c : chunks) {
      if (c.rows == rows && c.x.dtype() == dtype && c.withLoss() == withLoss) {
        return c;
      }
    }
    Chunk chunk = new Chunk(rows, dtype, withLoss);
    chunks.add(chunk);
    return chunk;
  }

  /// The network for a fixed number of rows, with room for operands and results.
  private final class Chunk {
    private final int rows;
    private final Array x; // (rows, inputs)
    private final Array y; // (rows, outputs), or null without a loss
    private final List<Array> results = new ArrayList<>(); // predictions, and the loss if any
    private final Backend.Executable executable;

    Chunk(int rows, DType dtype, boolean withLoss) {
      Tree<Expr> params = network.params(dtype);
      Expr in = network.input(rows, dtype);
      Expr scores = network.scores(params, in);
      List<Expr> operands = new ArrayList<>(params.values());
      operands.add(in);
      List<Expr> values = new ArrayList<>(List.of(network.head().of(scores)));
      Expr target = network.target(rows, dtype);
      if (withLoss) {
        operands.add(target);
        values.add(loss.of(scores, activation, target));
      }
      this.rows = rows;
      this.x = Array.zeros(dtype, in.shape());
      this.y = withLoss ? Array.zeros(dtype, target.shape()) : null;
      values.forEach(v -> results.add(Array.zeros(v.dtype(), v.shape())));
      this.executable = Backend.current().compile(new Graph(operands, values));
    }

    boolean withLoss() {
      return y != null;
    }

    /// The loss of the rows at `from`, 0 without targets; their predictions go to `outputs`.
    double run(Tree<Array> params, Rows all, int from, Array outputs) {
      all.copy(from, rows, x, y);
      List<Array> args = new ArrayList<>(params.values());
      args.add(x);
      if (withLoss()) {
        args.add(y);
      }
      executable.run(args, results);
      Array out = results.getFirst();
      Inference.copy(out, 0, outputs, from * network.outputs(), out.size());
      return withLoss() ? results.getLast().item() : 0;
    }
  }

  /// The rows of two arrays; without targets if the second one is null.
  private record Whole(Array inputs, Array targets) implements Rows {
    @Override
    public int size() {
      return inputs.shape().dim(0);
    }

    @Override
    public int width() {
      return inputs.shape().dim(1);
    }

    @Override
    public DType dtype() {
      return inputs.dtype();
    }

    @Override
    public void copy(int from, int count, Array x, Array y) {
      Inference.copy(inputs, from * width(), x, 0, x.size());
      if (y != null) {
        Inference.copy(targets, from * targets.shape().dim(1), y, 0, y.size());
      }
    }
  }

  private static void copy(Array from, int at, Array to, int into, int count) {
    switch (from.dtype()) {
      case F32 -> System.arraycopy(from.floats(), at, to.floats(), into, count);
      case F64 -> System.arraycopy(from.doubles(), at, to.doubles(), into, count);
    }
  }
}
