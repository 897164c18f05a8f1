package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.Attachments;
import dev.firstword.simulator.prompt.PromptBlock;
import java.util.ArrayList;
import java.util.List;

/** The content of a message, or the output of a function: a text, or parts. */
record InputContent(String text, List<PromptBlock> media, Attachments attachments) {

  static InputContent read(JsonNode content, String path) {
    if (content.isTextual()) {
      return new InputContent(content.textValue(), List.of(), Attachments.NONE);
    }
    if (!content.isArray()) {
      throw content.isMissingNode()
          ? OpenAiApiException.missing(path)
          : OpenAiApiException.wrongType(path, "a string or an array of objects");
    }
    List<String> texts = new ArrayList<>();
    List<PromptBlock> media = new ArrayList<>();
    Attachments attached = Attachments.NONE;
    for (int index = 0; index < content.size(); index++) {
      JsonNode part = content.path(index);
      String partPath = path + "[" + index + "]";
      switch (part.path("type").asText("")) {
        case "input_text", "output_text", "text" -> texts.add(part.path("text").asText(""));
        case "refusal" -> texts.add(part.path("refusal").asText(""));
        case "input_image" -> {
          media.add(image(part, partPath));
          attached = attached.plus(Attachments.IMAGE);
        }
        case "input_file" -> {
          String data = part.path("file_data").asText("");
          String id = part.path("file_id").asText(part.path("file_url").asText(""));
          media.add(MediaParts.file(data, id, partPath));
          attached = attached.plus(Attachments.FILE);
        }
        default ->
            throw OpenAiApiException.invalid(
                "Invalid value: '"
                    + part.path("type").asText("")
                    + "'. Supported values are: 'input_text', 'input_image', 'output_text',"
                    + " 'refusal', and 'input_file'.",
                partPath + ".type");
      }
    }
    return new InputContent(String.join("\n\n", texts), media, attached);
  }

  private static PromptBlock image(JsonNode part, String path) {
    String source = part.path("image_url").asText(part.path("file_id").asText(""));
    boolean isLowDetail = part.path("detail").asText("").equals("low");
    return MediaParts.image(source, isLowDetail, path + ".image_url");
  }
}
