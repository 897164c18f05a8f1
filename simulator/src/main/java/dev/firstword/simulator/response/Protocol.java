package dev.firstword.simulator.response;

/** A wire protocol of a model API. */
public interface Protocol {

  ParsedModelCall read(ApiRequest request);

  /** Returns the error reply to a request body that exceeds the size limit. */
  JsonReply tooLarge(String requestId);
}
