package io.gradus.bench.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.gradus.bench.child.Digits;
import io.gradus.bench.child.Workload;

/// Learns digits.
final class DigitLearner implements Digits.Learner {
  private static final Workload W = Workload.USPS;

  private final NDManager manager = NDManager.newBaseManager();
  private final Net net = new Net(W, manager);

  @Override
  public void step(float[] pixels, int[] labels) {
    try (NDArray x = manager.create(pixels, new Shape(labels.length, W.sizes()[0]));
        NDArray y = manager.create(labels, new Shape(labels.length, 1))) {
      net.step(x, y, false);
    }
  }

  @Override
  public float[] scores(float[] pixels) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = scope.create(pixels, new Shape(pixels.length / W.sizes()[0], W.sizes()[0]));
      return net.scores(x).toFloatArray();
    }
  }
}
