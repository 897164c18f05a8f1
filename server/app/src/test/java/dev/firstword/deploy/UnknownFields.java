package dev.firstword.deploy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds fields that the types of the Kubernetes API do not declare; the types keep them aside. */
final class UnknownFields {

  private static final String MODEL = "io.fabric8.kubernetes.api.model";

  private final List<String> found = new ArrayList<>();

  private UnknownFields() {}

  static List<String> of(Object object) {
    UnknownFields fields = new UnknownFields();
    fields.visit(object.getClass().getSimpleName(), object);
    return fields.found;
  }

  private void visit(String path, @Nullable Object value) {
    switch (value) {
      case null -> {}
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          visit(path + "[" + i + "]", list.get(i));
        }
      }
      case Map<?, ?> map -> map.forEach((key, each) -> visit(path + "." + key, each));
      default -> {
        if (value.getClass().getName().startsWith(MODEL) && !value.getClass().isEnum()) {
          visitFields(path, value);
        }
      }
    }
  }

  private void visitFields(String path, Object object) {
    for (Method method : object.getClass().getMethods()) {
      if (method.getParameterCount() > 0 || !method.getName().startsWith("get")) {
        continue;
      }
      Object value = call(method, object);
      if (method.getName().equals("getAdditionalProperties")) {
        ((Map<?, ?>) value).keySet().forEach(name -> found.add(path + "." + name));
      } else if (!method.getName().equals("getClass")) {
        visit(path + "." + method.getName().substring(3), value);
      }
    }
  }

  private static Object call(Method method, Object object) {
    try {
      return method.invoke(object);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(method.toString(), e);
    }
  }
}
