'use client';

import { useContext } from 'react';

import { defaultLabels, type Labels } from './labels.js';
import { LabelsContext } from './labels-context.js';

/** Provides an application's own labels to every part below it. */
export const LabelsProvider = LabelsContext.Provider;

/** The current labels. */
export function useLabels(): Labels {
  return useContext(LabelsContext) ?? defaultLabels;
}
