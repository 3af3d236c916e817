import os
EXN=int(os.environ.get("EXN","0"))
import sys,glob,re
import os
for i in os.environ["IDS"].split():
    for f in glob.glob('implementation-plan/*.yaml')+glob.glob('assessment-scheme/*.yaml'):
        L=open(f).read().split('\n')
        for n,l in enumerate(L):
            if l.strip()==f'- id: {i}':
                m=n+1
                while m<len(L) and not L[m].startswith('  - id:'): m+=1
                ex=0
                print('=====',f)
                print('\n'.join(L[:n][:0]))
                inex=False
                for x in L[n:m]:
                    if x.strip()=='examples:': inex=True
                    elif inex and not x.startswith('      '): inex=False
                    if inex:
                        ex+=1
                        if ex>EXN: continue
                    print(x[:900])
                print('  ... example lines',ex)
