package io.gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DigitsTest {
  @Test
  void haveTheSameBitsEverywhere() {
    assertThat(Digits.generate(50, Key.of(1), DType.F64).hash())
        .isEqualTo("c9c0d09a70c796c825555e62498ae8eb5b8c8f6f9b3ce61445337c467719dcc5");
    assertThat(Digits.generate(50, Key.of(1), DType.F32).hash())
        .isEqualTo("84068dd212eb9f67c529e527437557bed481661aafd0007ea15c5ab04ce27210");
  }

  @Test
  void areBalancedImagesFromZeroToOne() {
    Dataset d = Digits.generate(200, Key.of(2), DType.F32);
    assertThat(d.features().shape()).isEqualTo(Shape.of(200, 784));
    assertThat(d.targets().shape()).isEqualTo(Shape.of(200, 10));
    assertThat(d.task()).isEqualTo(Task.CLASSIFICATION);
    int[] counts = new int[10];
    for (int label : d.labels()) {
      counts[label]++;
    }
    assertThat(counts).containsOnly(20);
    for (int i = 0; i < 200; i++) {
      float[] image = Arrays.copyOfRange(d.features().floats(), i * 784, (i + 1) * 784);
      double ink = 0;
      for (float gray : image) {
        assertThat(gray).isBetween(0f, 1f);
        ink += gray;
      }
      assertThat(ink).isBetween(15.0, 250.0);
    }
  }

  @Test
  void dependOnKeyAndNumberOnly() {
    Dataset few = Digits.generate(15, Key.of(3), DType.F32);
    Dataset more = Digits.generate(40, Key.of(3), DType.F32);
    int[] first = new int[15];
    Arrays.setAll(first, i -> i);
    assertThat(more.rows(first).hash()).isEqualTo(few.hash());
    assertThat(Digits.generate(15, Key.of(4), DType.F32).hash()).isNotEqualTo(few.hash());
    assertThat(Digits.generate(0, Key.of(4), DType.F32).size()).isZero();
  }

  @Test
  void areToldApartByTheNearestOfAFewHundredImages() {
    Dataset d = Digits.generate(600, Key.of(5), DType.F32);
    float[] x = d.features().floats();
    int[] labels = d.labels();
    int right = 0;
    for (int i = 500; i < 600; i++) {
      int best = -1;
      double least = Double.MAX_VALUE;
      for (int j = 0; j < 500; j++) {
        double distance = 0;
        for (int p = 0; p < 784; p++) {
          double e = x[i * 784 + p] - x[j * 784 + p];
          distance += e * e;
        }
        if (distance < least) {
          least = distance;
          best = j;
        }
      }
      right += labels[best] == labels[i] ? 1 : 0;
    }
    assertThat(right).isGreaterThanOrEqualTo(70);
  }
}
