'use client';

import { createContext, useContext } from 'react';

import { defaultHookLabels, type HookLabels } from './hook-labels.js';
import type { Labels } from './labels.js';

/** Absent: the library's defaults. */
export const LabelsContext = createContext<Labels | undefined>(undefined);

/** The current labels, as far as hooks need them. */
export function useHookLabels(): HookLabels {
  return useContext(LabelsContext) ?? defaultHookLabels;
}
