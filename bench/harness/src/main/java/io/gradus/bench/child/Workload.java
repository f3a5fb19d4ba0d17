package io.gradus.bench.child;

import java.util.Arrays;
import java.util.Random;

/// A training of a net of dense layers, in float32. Everyone begins with the same weights and sees
/// the same batches.
///
/// @param name the name
/// @param sizes the widths, input first
/// @param hidden the activation after each layer but the last
/// @param last the activation after the last layer
/// @param loss the loss, the mean over all that it is taken of
/// @param optimizer how gradients become steps
/// @param rate the learning rate
/// @param batch the rows of a batch
public record Workload(
    String name,
    int[] sizes,
    Activation hidden,
    Activation last,
    Loss loss,
    Optimizer optimizer,
    float rate,
    int batch) {
  /// How many different batches there are, taken in turn.
  public static final int BATCHES = 8;

  /// Steps after which losses are compared.
  public static final int CHECKED = 10;

  /// The share of the velocity that stays, of [Optimizer#MOMENTUM].
  public static final float MOMENTUM = 0.9f;

  /// Tiny: overhead of a step.
  public static final Workload W1 =
      new Workload(
          "W1",
          new int[] {2, 16, 16, 1},
          Activation.TANH,
          Activation.NONE,
          Loss.BINARY_CROSS_ENTROPY,
          Optimizer.SGD,
          0.1f,
          10);

  /// Handwritten digits.
  public static final Workload W2 =
      new Workload(
          "W2",
          new int[] {784, 256, 128, 10},
          Activation.RELU,
          Activation.NONE,
          Loss.CROSS_ENTROPY,
          Optimizer.ADAM,
          1e-4f,
          128);

  /// Wide: matrix products.
  public static final Workload W3 =
      new Workload(
          "W3",
          new int[] {1024, 2048, 2048, 1024},
          Activation.RELU,
          Activation.NONE,
          Loss.SQUARES,
          Optimizer.MOMENTUM,
          1e-2f,
          256);

  /// Deep: many small operations.
  public static final Workload W4 =
      new Workload(
          "W4",
          filled(65, 64),
          Activation.TANH,
          Activation.TANH,
          Loss.SQUARES,
          Optimizer.SGD,
          0.1f,
          64);

  /// Digits of USPS, for the time to an accuracy.
  public static final Workload USPS =
      new Workload(
          "USPS",
          new int[] {256, 128, 10},
          Activation.RELU,
          Activation.NONE,
          Loss.CROSS_ENTROPY,
          Optimizer.ADAM,
          1e-3f,
          32);

  /// Nonlinearities.
  public enum Activation {
    NONE,
    RELU,
    TANH
  }

  /// Losses; both cross-entropies take scores.
  public enum Loss {
    BINARY_CROSS_ENTROPY,
    CROSS_ENTROPY,
    SQUARES
  }

  /// Optimizers; Adam has the usual 0.9, 0.999, 1e-8.
  public enum Optimizer {
    SGD,
    MOMENTUM,
    ADAM
  }

  /// The workload of a name, or `null`.
  public static Workload named(String name) {
    return switch (name) {
      case "W1" -> W1;
      case "W2" -> W2;
      case "W3" -> W3;
      case "W4" -> W4;
      default -> null;
    };
  }

  /// The number of layers.
  public int layers() {
    return sizes.length - 1;
  }

  /// The activation after a layer.
  public Activation activation(int layer) {
    return layer == layers() - 1 ? last : hidden;
  }

  /// The width of a target row: one-hot for cross-entropy.
  public int outputs() {
    return sizes[layers()];
  }

  /// Multiplications and additions in the matrix products of a step: values, gradients of all
  /// weights, gradients of all layer inputs but the first.
  public double flops() {
    double sum = 0;
    for (int i = 0; i < layers(); i++) {
      sum += (i == 0 ? 4.0 : 6.0) * sizes[i] * sizes[i + 1];
    }
    return sum * batch;
  }

  /// The weights of a layer at the start, (in, out) in row-major order; biases begin with 0.
  public float[] weights(int layer) {
    Random random = new Random(1000 + layer);
    float bound = (float) Math.sqrt((hidden == Activation.RELU ? 6.0 : 3.0) / sizes[layer]);
    float[] w = new float[sizes[layer] * sizes[layer + 1]];
    for (int i = 0; i < w.length; i++) {
      w[i] = bound * (2 * random.nextFloat() - 1);
    }
    return w;
  }

  /// The same with rows and columns exchanged.
  public float[] transposed(int layer) {
    float[] w = weights(layer);
    int rows = sizes[layer];
    int columns = sizes[layer + 1];
    float[] t = new float[w.length];
    for (int i = 0; i < w.length; i++) {
      t[i % columns * rows + i / columns] = w[i];
    }
    return t;
  }

  /// The inputs of a batch.
  public float[] x(int index) {
    return uniform(index, batch * sizes[0]);
  }

  /// Inputs for any number of rows.
  public float[] inputs(int rows) {
    return uniform(99, rows * sizes[0]);
  }

  /// The classes of a batch.
  public int[] classes(int index) {
    return new Random(3000 + index).ints(batch, 0, outputs()).toArray();
  }

  /// The targets of a batch.
  public float[] y(int index) {
    float[] y = uniform(100 + index, batch * outputs());
    switch (loss) {
      case SQUARES -> {}
      case CROSS_ENTROPY -> {
        int[] classes = classes(index);
        Arrays.fill(y, 0);
        for (int i = 0; i < batch; i++) {
          y[i * outputs() + classes[i]] = 1;
        }
      }
      case BINARY_CROSS_ENTROPY -> {
        float[] x = x(index);
        for (int i = 0; i < batch; i++) {
          boolean flipped = y[i] > 0.8f; // a tenth, so that the loss never vanishes
          y[i] = x[2 * i] * x[2 * i + 1] > 0 != flipped ? 1 : 0;
        }
      }
    }
    return y;
  }

  private static float[] uniform(int index, int length) {
    Random random = new Random(2000 + index);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = 2 * random.nextFloat() - 1;
    }
    return x;
  }

  private static int[] filled(int count, int value) {
    int[] a = new int[count];
    Arrays.fill(a, value);
    return a;
  }
}
