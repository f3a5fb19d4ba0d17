package io.gradus.bench.child;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/// The USPS digits and the loop that learns them until a test accuracy is reached, the same for
/// everyone.
public final class Digits {
  private static final double ENOUGH = 0.87;
  private static final int EVERY = 50; // steps between two looks at the test part
  private static final int MOST = 5_000;

  private Digits() {}

  /// Images and their labels.
  ///
  /// @param pixels 256 for each image, from 0 to 1
  /// @param labels the digits
  public record Part(float[] pixels, int[] labels) {}

  /// What learns.
  public interface Learner {
    /// One step on a batch.
    void step(float[] pixels, int[] labels) throws Exception;

    /// The scores of all test images, 10 for each.
    float[] scores(float[] pixels) throws Exception;
  }

  /// A case that learns from the beginning until the accuracy is reached; its figure is the number
  /// of steps.
  ///
  /// @param learner makes a learner for a number of test images
  public static Case untilEnough(java.util.function.IntFunction<Learner> learner) {
    return new Case() {
      @Override
      public double prepare() {
        return Double.NaN;
      }

      @Override
      public double measure(double seconds) throws Exception {
        Path folder = Child.data().resolve("usps");
        Part train = read(folder, "train");
        Part test = read(folder, "test");
        return learn(train, test, learner.apply(test.labels.length));
      }
    };
  }

  private static int learn(Part train, Part test, Learner learner) throws Exception {
    Random random = new Random(1);
    int batch = Workload.USPS.batch();
    int width = Workload.USPS.sizes()[0];
    int n = train.labels.length;
    int[] order = new int[n];
    int next = n;
    for (int step = 1; step <= MOST; step++) {
      if (next + batch > n) {
        shuffle(order, random);
        next = 0;
      }
      float[] pixels = new float[batch * width];
      int[] labels = new int[batch];
      for (int i = 0; i < batch; i++, next++) {
        System.arraycopy(train.pixels, order[next] * width, pixels, i * width, width);
        labels[i] = train.labels[order[next]];
      }
      learner.step(pixels, labels);
      if (step % EVERY == 0 && accuracy(learner.scores(test.pixels), test.labels) >= ENOUGH) {
        return step;
      }
    }
    throw new IllegalStateException("accuracy not reached in " + MOST + " steps");
  }

  private static void shuffle(int[] order, Random random) {
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
  }

  private static double accuracy(float[] scores, int[] labels) {
    int right = 0;
    int classes = scores.length / labels.length;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = scores[i * classes + c] > scores[i * classes + best] ? c : best;
      }
      right += best == labels[i] ? 1 : 0;
    }
    return (double) right / labels.length;
  }

  private static Part read(Path folder, String part) throws IOException {
    byte[] images = idx(folder.resolve(part + "-images-idx3-ubyte.gz"), 3);
    byte[] marks = idx(folder.resolve(part + "-labels-idx1-ubyte.gz"), 1);
    float[] pixels = new float[images.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (images[i] & 0xFF) / 255f;
    }
    int[] labels = new int[marks.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = marks[i];
    }
    return new Part(pixels, labels);
  }

  private static byte[] idx(Path file, int axes) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
      in.readInt();
      int size = 1;
      for (int i = 0; i < axes; i++) {
        size *= in.readInt();
      }
      return in.readNBytes(size);
    }
  }
}
